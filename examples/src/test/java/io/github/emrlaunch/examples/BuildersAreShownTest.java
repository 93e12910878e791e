package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that every public entry point is used in an example, or in a block of a page that the build compiles, and that a page names each
 * setting of the constructs.
 */
class BuildersAreShownTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\w+");
    /** Comments, and strings, which may contain comment markers. */
    private static final Pattern NO_CODE =
            Pattern.compile("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

    /** Types that the library returns and with which users do not start. */
    private static final Set<String> GIVEN = Set.of(
            // The settings of a scope.
            "FunctionSettings.of",
            "new FunctionSettings.Network",
            // Part of a step, whose methods create it.
            "new StepFailureRules",
            // The document, which the builder of the construct creates.
            "EmrProfileDefinition.builder");

    /** Forms of a setting with a list, whose name differs because Java can't overload it. */
    private static final Set<String> VARIANTS = Set.of("InstanceFleet.Builder.instanceTypeNames");

    private static final String CORE = "io.github.emrlaunch.core";

    /** One class of each module that users program with. */
    private static final List<Class<?>> MODULES =
            List.of(EmrProfile.class, DefinitionName.class, EmrLaunchClient.class, LocalAws.class);

    private static final List<JavaClass> TYPES = MODULES.stream()
            .flatMap(module -> classes(module).stream())
            .filter(type -> !type.getPackageName().matches(".*\\.(internal|cli)(\\..*)?"))
            .filter(type -> isPublic(type) && !type.isEnum())
            .toList();

    /** Returns the classes of the folder or jar with a class, without those of the module's tests. */
    private static JavaClasses classes(Class<?> module) {
        try {
            Path code = Path.of(
                    module.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Files.isDirectory(code)
                    ? new ClassFileImporter().importPath(code)
                    : new ClassFileImporter().importJar(new JarFile(code.toFile()));
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

    /** Returns all builders, and the calls of all static methods and constructors of constructs. */
    private static Stream<String> entries(JavaClass type) {
        boolean isOfConstructs = type.getPackageName().startsWith(CORE);
        List<String> entries = type.getMethods().stream()
                .filter(method -> isPublic(method) && method.getModifiers().contains(JavaModifier.STATIC))
                .filter(method -> isOfConstructs
                        || method.getRawReturnType().getSimpleName().equals("Builder"))
                .map(method -> name(type) + "." + method.getName())
                .distinct()
                .toList();
        boolean isMade = isOfConstructs
                && entries.isEmpty()
                && !type.isInterface()
                && type.getConstructors().stream().anyMatch(BuildersAreShownTest::isPublic);
        return isMade ? Stream.of("new " + name(type)) : entries.stream();
    }

    /** Returns the name in code: the name of a nested class follows the name of its class. */
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

    /** Returns code without comments and strings. */
    static String withoutComments(CharSequence code) {
        return NO_CODE.matcher(code).replaceAll(" ");
    }

    private static boolean isCalled(String entry, String code) {
        String call = Stream.of(entry.split("\\.| "))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s*(\\.|::|\\s)\\s*", "\\b", "\\b"));
        return Pattern.compile(call).matcher(code).find();
    }

    @Test
    void everyEntryPointIsShownInAnExampleOrOnAPage() throws IOException {
        String code = shown();
        TreeSet<String> entries =
                TYPES.stream().flatMap(BuildersAreShownTest::entries).collect(Collectors.toCollection(TreeSet::new));

        assertThat(entries).hasSizeGreaterThan(100).containsAll(GIVEN);
        assertThat(entries.stream().filter(entry -> !GIVEN.contains(entry) && !isCalled(entry, code)))
                .as("What neither an example nor a block of code on a page shows. Add it to one")
                .isEmpty();
    }

    /** Returns the methods that return their own type: setters of builders, and copies with another value. */
    private static Stream<String> settings(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> isPublic(method) && !method.getModifiers().contains(JavaModifier.STATIC))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(method -> method.getRawReturnType().equals(type))
                .map(method -> name(type) + "." + method.getName());
    }

    /** A reader finds what a page names, in code or in a sentence. */
    @Test
    void everySettingIsNamedOnAPage() throws IOException {
        Set<String> words = new HashSet<>();
        for (Path page : ReadmeTest.pages()) {
            WORD.matcher(Files.readString(page)).results().forEach(word -> words.add(word.group()));
        }
        TreeSet<String> settings = TYPES.stream()
                .filter(type -> type.getPackageName().startsWith(CORE))
                .flatMap(BuildersAreShownTest::settings)
                .collect(Collectors.toCollection(TreeSet::new));
        settings.removeAll(VARIANTS);

        assertThat(settings).hasSizeGreaterThan(200);
        assertThat(settings.stream()
                        .filter(setting -> !words.contains(setting.substring(setting.lastIndexOf('.') + 1))))
                .as("Settings that no page names. Name them on the page where a reader looks for them")
                .isEmpty();
    }

    @Test
    void ignoresCommentsAndKeepsCode() {
        String code = withoutComments("""
                /** {@link A#of}: A.of( */
                String glob = "in/*"; // B.of(
                C.Builder.create(this, "*/"); list.map(D::of); new E();
                """);

        assertThat(List.of("C.Builder.create", "D.of", "new E")).allMatch(entry -> isCalled(entry, code));
        assertThat(List.of("A.of", "B.of", "C.create", "of.D")).noneMatch(entry -> isCalled(entry, code));
    }
}
