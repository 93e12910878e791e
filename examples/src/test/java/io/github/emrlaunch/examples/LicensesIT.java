package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each jar of the build has the license and the notice, and those of its third-party content. */
class LicensesIT {
    // The last two are names of S3 file systems in settings of jobs; the classes belong to this project.
    private static final List<String> OWN =
            List.of("io.github.emrlaunch.", "com.amazon.ws.emr.hadoop.fs.", "org.apache.hadoop.fs.s3a.");
    private static final Path ROOT = Path.of("..");
    private static final String LIST = "META-INF/THIRD-PARTY.txt";
    private static final String RELOCATED = "io.github.emrlaunch.local.shaded.";

    /**
     * A row of the list.
     *
     * @param texts the paths of the license texts in the jar
     * @param packages the packages, including their subpackages
     */
    private record Component(String name, String version, String license, List<String> texts, List<String> packages) {
        static Component parse(String row) {
            List<String> columns =
                    Stream.of(row.split("\\|", -1)).map(String::strip).toList();
            assertThat(columns).as(row).hasSize(5);
            return new Component(
                    columns.get(0),
                    columns.get(1),
                    columns.get(2),
                    List.of(columns.get(3).split(" ")),
                    List.of(columns.get(4).split(" ")));
        }

        /** Returns the length of the name of the package with a class, or -1. */
        int depthOf(String className) {
            return packages.stream()
                    .filter(name -> className.startsWith(name + "."))
                    .mapToInt(String::length)
                    .max()
                    .orElse(-1);
        }
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(file -> file.toString().matches(".*[/\\\\]target[/\\\\][^/\\\\]+\\.jar"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> shadedJars() throws IOException {
        return jars().stream()
                .filter(jar -> jar.toString().matches(".*-(cli|lambda)\\.jar"))
                .toList();
    }

    private static String read(JarFile jar, String entry) throws IOException {
        assertThat(jar.getEntry(entry)).as("%s in %s", entry, jar.getName()).isNotNull();
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<Component> components(JarFile jar) throws IOException {
        return read(jar, LIST)
                .lines()
                .filter(line -> line.contains("|"))
                .map(Component::parse)
                .toList();
    }

    private static List<String> classes(JarFile jar) {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .map(name ->
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .filter(name -> OWN.stream().noneMatch(name::startsWith) || name.startsWith(RELOCATED))
                .toList();
    }

    private static Component componentOf(String className, List<Component> components) {
        return components.stream()
                .filter(component -> component.depthOf(className) >= 0)
                .max(Comparator.comparingInt(component -> component.depthOf(className)))
                .orElse(new Component("none", "", "", List.of(), List.of()));
    }

    @Test
    void findsTheJarsOfAllModules() throws IOException {
        assertThat(jars()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(shadedJars()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("jars")
    void eachJarHasLicenseAndNotice(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            assertThat(read(jar, "META-INF/LICENSE")).isEqualTo(Files.readString(ROOT.resolve("LICENSE")));
            assertThat(read(jar, "META-INF/NOTICE").replaceAll("\\s+", " "))
                    .contains(Files.readString(ROOT.resolve("NOTICE"))
                            .replaceAll("\\s+", " ")
                            .strip());
        }
    }

    @ParameterizedTest
    @MethodSource("shadedJars")
    void thirdPartyClassesAreListedWithTheirLicense(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            List<Component> components = components(jar);
            Set<String> unlisted = new TreeSet<>();
            Set<Component> found = classes(jar).stream()
                    .map(name -> {
                        Component component = componentOf(name, components);
                        if (component.packages().isEmpty()) {
                            unlisted.add(name);
                        }
                        return component;
                    })
                    .collect(Collectors.toSet());

            assertThat(unlisted).isEmpty();
            assertThat(found).containsExactlyInAnyOrderElementsOf(components);
            for (Component component : components) {
                assertThat(component.license()).isNotEmpty();
                for (String text : component.texts()) {
                    assertThat(read(jar, text)).as(component.name()).isNotBlank();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shadedJars")
    void listedVersionsMatchTheClassPath(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            List<Component> components = components(jar);
            Set<String> found = new TreeSet<>();
            for (Component component : components) {
                Set<String> origins = origins(jar, component, components);
                assertThat(origins).as(component.name()).allSatisfy(origin -> assertThat(origin)
                        .contains("/" + component.version() + "/"));
                found.addAll(origins);
            }
            assertThat(found).as("components on the class path of this test").isNotEmpty();
        }
    }

    /** Returns the jars on the class path with the classes of a component. */
    private static Set<String> origins(JarFile jar, Component component, List<Component> components) {
        return classes(jar).stream()
                .filter(name -> componentOf(name, components).equals(component))
                .map(name -> LicensesIT.class.getClassLoader().getResource(originalName(name)))
                .flatMap(Stream::ofNullable)
                .map(URL::getPath)
                // A class of the library may replace a third-party class.
                .filter(path -> path.contains("!"))
                .map(path -> path.substring(0, path.indexOf('!')))
                .filter(path -> !path.contains("/emr-launch-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String originalName(String className) {
        String original = className;
        if (className.startsWith(RELOCATED)) {
            String name = className.substring(RELOCATED.length());
            original = name.replaceFirst("^jackson\\.", "com.fasterxml.jackson.")
                    .replaceFirst("^jsonpath\\.", "com.jayway.jsonpath.")
                    .replaceFirst("^jsonata\\.", "com.dashjoin.jsonata.")
                    .replaceFirst("^minidev\\.", "net.minidev.")
                    .replaceFirst("^asm\\.", "org.objectweb.asm.")
                    .replaceFirst("^slf4j\\.", "org.slf4j.");
        }
        return original.replace('.', '/') + ".class";
    }
}
