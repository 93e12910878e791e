package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a user of the constructs begins with stands in an example, or in a block of a page that the build compiles. */
class BuildersAreShownTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    /** Comments; and strings, in which there are no comments. */
    private static final Pattern NO_CODE =
            Pattern.compile("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

    /** What the library gives and users do not begin with. */
    private static final Set<String> GIVEN = Set.of(
            // The settings that hold in a scope.
            "FunctionSettings.of",
            "new FunctionSettings.Network",
            // Of a step, whose methods make it.
            "new StepFailureRules");

    private static Stream<JavaClass> types() {
        return classes().stream()
                .filter(type -> !type.getPackageName().contains(".internal"))
                .filter(type -> isPublic(type) && !type.isEnum());
    }

    /** Those of the folder or jar of core, without those of its tests. */
    private static JavaClasses classes() {
        try {
            Path core = Path.of(EmrProfile.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(core)
                    ? new ClassFileImporter().importPath(core)
                    : new ClassFileImporter().importJar(new JarFile(core.toFile()));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(BuildersAreShownTest::isPublic).orElse(true);
    }

    private static boolean isPublic(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC);
    }

    /** Static methods and constructors, as they are called. */
    private static Stream<String> entries(JavaClass type) {
        List<String> entries = new ArrayList<>();
        type.getMethods().stream()
                .filter(method -> isPublic(method) && method.getModifiers().contains(JavaModifier.STATIC))
                .map(method -> name(type) + "." + method.getName())
                .forEach(entries::add);
        if (entries.isEmpty()
                && !type.isInterface()
                && type.getConstructors().stream().anyMatch(BuildersAreShownTest::isPublic)) {
            entries.add("new " + name(type));
        }
        return entries.stream().distinct();
    }

    /** The name as code says it: that of a nested class follows the name of its class. */
    private static String name(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private static String shown() throws IOException {
        StringBuilder shown = new StringBuilder();
        for (Path page : ReadmeTest.pages()) {
            BLOCK.matcher(Files.readString(page)).results().forEach(block -> shown.append(block.group(1)));
        }
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".java")).toList()) {
                shown.append(Files.readString(file));
            }
        }
        return withoutComments(shown);
    }

    private static String withoutComments(CharSequence code) {
        return NO_CODE.matcher(code).replaceAll(" ");
    }

    private static boolean isCalled(String entry, String code) {
        String call = Stream.of(entry.split("\\.| "))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s*(\\.|::|\\s)\\s*", "\\b", "\\b"));
        return Pattern.compile(call).matcher(code).find();
    }

    @Test
    void whereUsersBegin() throws IOException {
        String code = shown();
        TreeSet<String> entries =
                types().flatMap(BuildersAreShownTest::entries).collect(Collectors.toCollection(TreeSet::new));

        assertThat(entries).hasSizeGreaterThan(100).containsAll(GIVEN);
        assertThat(entries.stream().filter(entry -> !GIVEN.contains(entry) && !isCalled(entry, code)))
                .as("What neither an example nor a block of code on a page shows. Add it to one")
                .isEmpty();
    }

    @Test
    void seesCodeAndNoComments() {
        String code = withoutComments("""
                /** {@link A#of}: A.of( */
                String glob = "in/*"; // B.of(
                C.Builder.create(this, "*/"); list.map(D::of); new E();
                """);

        assertThat(List.of("C.Builder.create", "D.of", "new E")).allMatch(entry -> isCalled(entry, code));
        assertThat(List.of("A.of", "B.of", "C.create", "of.D")).noneMatch(entry -> isCalled(entry, code));
    }
}
