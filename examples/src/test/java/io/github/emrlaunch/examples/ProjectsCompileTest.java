package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.states.time.VirtualClock;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.jsii.JsiiObject;
import software.constructs.Construct;

/**
 * Compiles the separate projects with the classes of this build. {@code .ci/walks} build them with the installed artifacts, and run
 * them.
 */
class ProjectsCompileTest {
    @ParameterizedTest
    @ValueSource(strings = {"getting-started", "two-teams"})
    void compilesWithoutAWarning(String project, @TempDir Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();

        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null);
                Stream<Path> sources = Files.walk(Path.of(project, "src"))) {
            List<Path> java = sources.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all",
                    "-Werror",
                    "-d",
                    classes.toString(),
                    "-cp",
                    classPath());

            assertThat(java).hasSizeGreaterThan(2);
            assertThat(compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
                            .call())
                    .as(complaints::toString)
                    .isTrue();
        }
    }

    /** The dependencies of a project's pom.xml, by a class of each. */
    private static String classPath() {
        return Stream.of(
                        EmrProfile.class,
                        DefinitionName.class,
                        App.class,
                        Construct.class,
                        JsiiObject.class,
                        LocalAws.class,
                        VirtualClock.class,
                        JsonNode.class,
                        Test.class,
                        API.class,
                        AbstractAssert.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
