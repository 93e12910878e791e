package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a user of the constructs begins with stands in an example, or in a block of a page that the build compiles. */
class BuildersAreShownTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

    private static Stream<JavaClass> types() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.github.emrlaunch.core").stream()
                        .filter(type -> !type.getPackageName().contains(".internal"))
                        .filter(type -> isPublic(type) && !type.isEnum());
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
        if (entries.isEmpty() && !type.isInterface() && type.getConstructors().stream().anyMatch(BuildersAreShownTest::isPublic)) {
            entries.add("new " + name(type));
        }
        return entries.stream().distinct();
    }

    private static Stream<String> setters(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> isPublic(method) && !method.getModifiers().contains(JavaModifier.STATIC))
                .filter(method -> method.getRawReturnType().equals(type))
                .map(JavaMethod::getName)
                .distinct()
                .map(method -> name(type) + "#" + method);
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
            for (Path file : files.filter(name -> name.toString().endsWith(".java")).toList()) {
                shown.append(Files.readString(file));
            }
        }
        return COMMENT.matcher(shown).replaceAll(" ");
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
        TreeSet<String> entries = types().flatMap(BuildersAreShownTest::entries).collect(Collectors.toCollection(TreeSet::new));

        assertThat(entries).hasSizeGreaterThan(100);
        assertThat(entries.stream().filter(entry -> !isCalled(entry, code)))
                .as("What neither an example nor a block of code on a page shows. Add it to one")
                .isEmpty();
    }

    @Test
    void setters() throws IOException {
        String code = shown();
        TreeSet<String> setters = types().flatMap(BuildersAreShownTest::setters).collect(Collectors.toCollection(TreeSet::new));
        assertThat(setters.stream().filter(s -> !Pattern.compile("\\.\\s*"+s.replaceAll(".*#", "")+"\\(").matcher(code).find()))
                .as("of %d", setters.size())
                .isEmpty();
    }
}
