package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.client.cli.EmrLaunch;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.shareddefinitions.PlatformApp;
import io.github.emrlaunch.examples.shareddefinitions.TeamApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests how definitions are passed from one team to another with the actual programs: each app in a separate JVM, as the CDK CLI runs
 * it, the command line of the library, and Git.
 */
class SharedDefinitionsIT {
    private static final Path COMMITTED = Path.of(TeamApp.DEFINITIONS);
    private static final String TEMPLATE = "Team.template.json";

    private final ExampleRun run = new ExampleRun(Example.named("shared-definitions"), ForkFolder.PATH);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        run.close();
    }

    /** Synth, deploy, export, commit, synth: the result without an account is the same as with one. */
    @Test
    void exportedDefinitionsInGitGiveTheSameTemplateAsAnAccount() throws Exception {
        run.deploy(List.of(synthesized(PlatformApp.class, "platform", Map.of())));

        Path repository = Files.createDirectory(folder.resolve("repository"));
        java(
                EmrLaunch.class,
                run.aws().environment(),
                "export",
                repository.resolve("definitions").toString());
        git(repository, "init", "--quiet");
        git(repository, "add", "definitions");
        git(repository, "commit", "--quiet", "--message", "Definitions of the platform");
        Path clone = folder.resolve("clone");
        git(folder, "clone", "--quiet", repository.toString(), clone.toString());
        Path withFolder = synthesized(
                TeamApp.class,
                "with-folder",
                Map.of(
                        "CDK_CONTEXT_JSON",
                        Json.write(Json.object()
                                .put(
                                        StoredDefinitions.DIRECTORY_CONTEXT,
                                        clone.resolve("definitions").toString()))));

        Path withAccount = synthesized(TeamApp.class, "with-account", run.aws().environment());
        assertThat(template(withFolder)).isEqualTo(template(withAccount));
        assertThat(normalized(clone.resolve("definitions")))
                .as("%s, which -Dgolden=write writes anew", COMMITTED)
                .isEqualTo(committed(clone.resolve("definitions")));

        run.deploy(List.of(withFolder));
        for (Example.Start start : Example.named("shared-definitions").starts()) {
            LaunchResult launch = run.run(start, event -> {}).execution();
            assertThat(launch.succeeded())
                    .as("%s: %s", launch.error(), launch.cause())
                    .isTrue();
        }
        JsonNode request = run.lastCluster().request();
        assertThat(request.path("Name").asText()).isEqualTo("reports-large");
        assertThat(request.path("JobFlowRole").asText()).isEqualTo("analytics_etl-InstanceRole-us-east-1");
        assertThat(request.at("/Instances/InstanceGroups/1/InstanceType").asText())
                .isEqualTo("r7g.4xlarge");
        assertThat(run.lastCluster().tags()).containsEntry("team", "reports");
    }

    /** Compares the committed folder with the exported one, both without account-specific values. */
    private static Map<String, String> committed(Path exported) throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            for (Path file : files(exported)) {
                Path copy = COMMITTED.resolve(exported.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file));
            }
        }
        return normalized(COMMITTED);
    }

    private static Map<String, String> normalized(Path definitions) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : files(definitions)) {
            texts.put(
                    definitions.relativize(file).toString(),
                    Files.readString(file).replaceAll("\\b(subnet|sg|sc)-[0-9a-zA-Z]+", "$1-ID"));
        }
        return texts;
    }

    private static List<Path> files(Path definitions) throws IOException {
        try (Stream<Path> files = Files.walk(definitions)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static JsonNode template(Path assembly) throws IOException {
        return Json.parse(Files.readString(assembly.resolve(TEMPLATE)));
    }

    private Path synthesized(Class<?> app, String name, Map<String, String> environment) throws Exception {
        Path assembly = folder.resolve(name);
        Map<String, String> all = new TreeMap<>(environment);
        all.put("CDK_OUTDIR", assembly.toString());
        java(app, all);
        return assembly;
    }

    private void java(Class<?> program, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        start(Path.of("").toAbsolutePath(), environment, command);
    }

    private void git(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=Team", "-c", "user.email=team@example.com", "-c", "init.defaultBranch=main"));
        command.addAll(List.of(arguments));
        start(directory, Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null"), command);
    }

    private void start(Path directory, Map<String, String> environment, List<String> command) throws Exception {
        Path printed = Files.createTempFile(folder, "printed", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        // Without an account, unless the environment sets one.
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command.get(command.size() - 1), Files.readString(printed, StandardCharsets.UTF_8))
                .isZero();
    }
}
