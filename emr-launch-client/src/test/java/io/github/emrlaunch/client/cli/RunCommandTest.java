package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.PrintingJobs;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code run}, which runs code as a step. */
class RunCommandTest {
    private static final PrintingJobs JOBS = new PrintingJobs();

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp().jobs(JOBS);

    private final ClusterAccount work = new ClusterAccount(emulator.local());

    @TempDir
    private Path folder;

    private Path main;

    @BeforeEach
    void writeCode() throws IOException {
        JOBS.clear();
        main = write("main.py", "print('hello')\n");
        work.storeNightly();
    }

    @AfterEach
    void close() {
        work.close();
    }

    private Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        return Files.writeString(path, text);
    }

    private Result run(String... args) {
        return work.cli.run(Stream.concat(Stream.of("run"), Stream.of(args)).toArray(String[]::new));
    }

    private Result launching(String... args) {
        List<String> all = new ArrayList<>(List.of("--launch", "analytics/nightly"));
        Collections.addAll(all, args);
        return run(all.toArray(String[]::new));
    }

    private List<String> arguments() {
        return JOBS.steps().get(JOBS.steps().size() - 1).arguments();
    }

    private Path stored(String address) {
        String prefix = "s3://artifacts/";
        assertThat(address).startsWith(prefix + "code/runs/");
        return work.account.aws().s3().folder("artifacts").resolve(address.substring(prefix.length()));
    }

    @Test
    void launchesAClusterShowsTheOutputAndTerminatesTheCluster() {
        Result run = run(
                main.toString(),
                "--launch",
                "analytics/nightly",
                "--conf",
                "spark.a=b c",
                "--name",
                "today",
                "--",
                "--day",
                "1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> arguments = arguments();
        assertThat(arguments)
                .startsWith("spark-submit", "--deploy-mode", "client", "--conf", "spark.a=b c")
                .endsWith("--day", "1")
                .hasSize(8);
        assertThat(stored(arguments.get(5))).hasContent("print('hello')\n").hasFileName("main.py");
        LocalStep step = work.cluster().steps().get(0);
        assertThat(run.out())
                .contains("Code: " + arguments.get(5))
                .contains("Started analytics/nightly: arn:")
                .contains("Step %s 'today' on cluster %s"
                        .formatted(step.id(), work.cluster().id()))
                .contains("\n--day\n1\n")
                .endsWith("%s COMPLETED\n".formatted(step.id()));
        assertThat(run.err())
                .contains("emr-launch %s logs %s %s --file stderr"
                        .formatted(work.cli.options(), work.cluster().id(), step.id()));
        // In spite of termination protection.
        assertThat(work.cluster().state()).startsWith("TERMINAT");
    }

    @Test
    void printsTheEndOfTheLogOfAFailedStep() {
        Result run = launching(main.toString(), "fail");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(run.err()).contains("Traceback\nValueError: no data\n");
        assertThat(run.out()).endsWith(" FAILED: Unknown Error: ValueError: no data\n");
        assertThat(work.cluster().state()).startsWith("TERMINAT");
    }

    @Test
    void usesARunningClusterAndDoesNotTerminateIt() {
        work.launch();
        String cluster = work.cluster().id();

        Result run = run(main.toString(), "--cluster", cluster, "--output", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = Json.parse(run.out());
        assertThat(json.path("State").asText()).isEqualTo("COMPLETED");
        assertThat(json.path("ClusterId").asText()).isEqualTo(cluster);
        assertThat(json.path("ClusterTerminated").asBoolean()).isFalse();
        assertThat(work.account.aws().clusters()).hasSize(1);
        assertThat(work.cluster().state()).isEqualTo("WAITING");
    }

    @Test
    void doesNotTerminateTheClusterWithKeep() {
        Result run = launching(main.toString(), "--keep");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(work.cluster().state()).isEqualTo("WAITING");
        assertThat(run.err())
                .contains(
                        "Cluster %s costs money until".formatted(work.cluster().id()));
    }

    @Test
    void returnsAtOnceWithNoWaitAndWarnsAboutTheCost() {
        Result run = launching(main.toString(), "--no-wait");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(work.cluster().steps().get(0).request().at("/HadoopJarStep/Args"))
                .extracting(JsonNode::asText)
                .startsWith("spark-submit", "--deploy-mode", "cluster");
        assertThat(run.err())
                .contains("Cluster %s costs money until it was idle"
                        .formatted(work.cluster().id()))
                .contains(" --terminate-cluster");
        assertThat(work.cluster().state()).doesNotStartWith("TERMINAT");
    }

    /** Others may use its cluster, which would be terminated. */
    @Test
    void rejectsAnExecutionNameThatWasUsedBefore() {
        work.launch();

        Result refused = launching(main.toString(), "--execution-name", "first");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).startsWith("emr-launch: '--execution-name' was used before");
        assertThat(work.cluster().state()).isEqualTo("WAITING");
        assertThat(launching(main.toString(), "--execution-name", "second").exitCode())
                .isZero();
    }

    /** For example, a cluster of a launch function without clean-up that started too late. */
    @Test
    void terminatesAClusterThatAFailedLaunchLeft() {
        work.failAfterLaunch();

        Result failed = launching(main.toString());

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out())
                .contains(
                        "FAILED after", "Terminating cluster " + work.cluster().id());
        assertThat(work.cluster().state()).startsWith("TERMINAT");
        assertThat(JOBS.steps()).isEmpty();
    }

    /** The client may be gone when the step ends. */
    @Test
    void rejectsALaunchOfAClusterWithoutIdleTimeout() {
        work.storeConfiguration(false);

        Result refused = launching(main.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith(
                        "emr-launch: Clusters of cluster configuration 'default/basic-instance-group-cluster' have no"
                                + " idle")
                .endsWith("or --keep\n");
        assertThat(work.account.aws().clusters()).isEmpty();
        assertThat(work.account.aws().s3().keys("artifacts")).isEmpty();
        assertThat(launching(main.toString(), "--keep").exitCode()).isZero();
    }

    @Test
    void packsOnlyCodeAndIncludedFilesOfAFolder() throws IOException {
        for (String file : List.of(
                "jobs/__init__.py",
                "jobs/words.txt",
                "jobs/key.pem",
                "jobs/.env",
                "helper.py",
                "conf/settings.json",
                "notes.md",
                ".settings.py",
                "id_rsa",
                "conf/KEY.PEM",
                "build/left.py",
                "jobs/build/__init__.py",
                ".git/hook.py",
                "venv/pyvenv.cfg",
                "venv/lib/module.py",
                "jobs/__pycache__/x.py",
                "requirements.txt")) {
            write(file, file);
        }
        Files.createSymbolicLink(folder.resolve("jobs/link.py"), Path.of("../helper.py"));

        Path link = Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-current"), folder);
        Result run = launching(link.toString(), "--include", "conf/*", "--include", "id_*", "--include", ".env");
        assertThat(run.err())
                .isEqualTo("emr-launch: '--include' names no file of '%s' that may be sent, got: id_*\n"
                        .formatted(folder.toRealPath()));
        run = launching(link.toString(), "--include", "conf/*");
        Files.delete(link);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("The packages of requirements.txt are not installed")
                .contains("The link 'jobs/link.py' is left out");
        List<String> arguments = arguments();
        assertThat(arguments.subList(3, 4)).containsExactly("--py-files");
        try (ZipFile zip = new ZipFile(stored(arguments.get(4)).toFile())) {
            assertThat(zip.stream().map(Object::toString))
                    .containsExactly(
                            "conf/settings.json",
                            "helper.py",
                            "jobs/__init__.py",
                            "jobs/build/__init__.py",
                            "jobs/words.txt");
        }
        assertThat(work.cluster().steps().get(0).name()).isEqualTo(folder.getFileName() + "-current");
    }

    /** A link in code of others may lead to any file. */
    @Test
    void sendsNothingFromOutsideTheFolder() throws IOException {
        write("outside/secret.py", "secret");
        Files.createDirectories(folder.resolve("job"));
        Files.createSymbolicLink(folder.resolve("job/main.py"), Path.of("../outside/secret.py"));
        String job = folder.resolve("job").toString();

        assertThat(launching(job).err()).startsWith("emr-launch: Which file of '");
        assertThat(launching(job, "--entry-point", "main.py").err())
                .startsWith("emr-launch: '--entry-point' must be a .py file in the folder '");
        assertThat(launching(job, "--entry-point", "../outside/secret.py").err())
                .startsWith("emr-launch: '--entry-point' must be a .py file in the folder '");
        assertThat(work.account.aws().s3().keys("artifacts")).isEmpty();
    }

    /** A running job keeps the code that it was started with. */
    @Test
    void keepsEachVersionOfTheCode() throws IOException {
        work.launch();
        String cluster = work.cluster().id();
        run(main.toString(), "--cluster", cluster);
        run(main.toString(), "--cluster", cluster);
        write("main.py", "print('changed')\n");
        run(main.toString(), "--cluster", cluster);

        List<String> mains =
                JOBS.steps().stream().map(step -> step.arguments().get(3)).toList();
        assertThat(mains.get(0)).isEqualTo(mains.get(1)).isNotEqualTo(mains.get(2));
        assertThat(work.account.aws().s3().keys("artifacts")).hasSize(2);
    }

    @Test
    void runsAJarAndCodeInS3() throws IOException {
        work.launch();
        Path jar = folder.resolve("job.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.flush();
        }
        String cluster = work.cluster().id();

        assertThat(run(jar.toString(), "--cluster", cluster).err())
                .isEqualTo(
                        "emr-launch: The jar '%s' names no main class in its manifest: give --class\n".formatted(jar));
        assertThat(run(jar.toString(), "--cluster", cluster, "--class", "a.Main", "x")
                        .exitCode())
                .isZero();
        assertThat(arguments().subList(3, 5)).containsExactly("--class", "a.Main");
        assertThat(run(
                                "s3://mine/a.py",
                                "--cluster",
                                cluster,
                                "--spark-submit-opts",
                                "--packages a:b:1 --conf 'spark.x=1 2'")
                        .exitCode())
                .isZero();
        assertThat(arguments())
                .containsExactly(
                        "spark-submit",
                        "--deploy-mode",
                        "client",
                        "--packages",
                        "a:b:1",
                        "--conf",
                        "spark.x=1 2",
                        "s3://mine/a.py");
    }

    @Test
    void showsCodeAndCommandInADryRun() {
        Result dry = launching(main.toString(), "--dry-run", "--", "x", "a b");

        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).containsPattern("""
            Code: (s3://artifacts/code/runs/[0-9a-f]{64}/main.py)
            Command: spark-submit --deploy-mode client \\1 x 'a b'
            """);
        JsonNode json = Json.parse(
                launching(main.toString(), "--dry-run", "--output", "json").out());
        assertThat(json.path("Command").get(3)).isEqualTo(json.path("Code"));
        assertThat(work.account.aws().s3().keys("artifacts")).isEmpty();
        assertThat(work.account.aws().clusters()).isEmpty();
    }

    @Test
    void requiresTheCodeOptionWithoutAnArtifactsBucket() {
        work.storeArtifacts("artifacts", NullNode.getInstance());
        ObjectNode profile = work.account.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        profile.putNull("ArtifactsBucket");
        work.account.store(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-kms-profile"), profile);

        assertThat(launching(main.toString()).err())
                .startsWith("emr-launch: EMR profile 'default/sse-kms-profile' of launch function 'analytics/nightly'"
                        + " names no bucket of artifacts: deploy it with an artifactsBucket, or give --code"
                        + " s3://BUCKET/PATH, a place that its instances may read (authorizeInputBucket)");
        assertThat(launching(main.toString(), "--code", "s3://artifacts").exitCode())
                .isZero();
        assertThat(work.account.aws().s3().keys("artifacts"))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{64}/main.py");
    }

    /** A document may name any bucket. */
    @Test
    void sendsNoCodeToTheBucketOfAnotherAccount() {
        Result refused = launching(main.toString(), "--bucket-owner", "210987654321");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(work.account.aws().s3().keys("artifacts")).isEmpty();
        assertThat(work.account.aws().clusters()).isEmpty();
    }

    /** EMR refuses the step after the cluster was launched. */
    @Test
    void terminatesTheClusterWhenEmrRejectsTheStep() {
        Result refused = launching(main.toString(), "--role", "arn:aws:iam::123456789012:role/none");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out())
                .contains("Terminating cluster " + work.cluster().id());
        assertThat(work.cluster().state()).startsWith("TERMINAT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.py --cluster j-1|There is no file or folder 'none.py'",
                "MAIN --cluster i-1|'--cluster' must be the id of a cluster, j-…, got: i-1",
                "MAIN|Missing required argument (specify one of these)",
                "MAIN --cluster j-1 --launch x|mutually exclusive",
                "MAIN --cluster j-1 --keep|--execution-name, --fail-if-running, --keep, --set and --tag are for a cluster that is"
                        + " launched, with --launch",
                "MAIN --cluster j-1 --tag a=b|--execution-name, --fail-if-running, --keep, --set and --tag are for a cluster that is"
                        + " launched, with --launch",
                "MAIN --cluster j-1 --class a.B|'--class' is for a jar, got: ",
                "MAIN --cluster j-1 --entry-point x.py|'--entry-point' and '--include' are for a folder, got a file: ",
                "MAIN --cluster j-1 --deploy-mode local|'--deploy-mode' must be one of client, cluster, got: local",
                "MAIN --cluster j-1 --code s3://b/c|'--code' must be the name of a bucket",
                "MAIN --cluster j-1 --code /tmp|'--code' must have the form s3://BUCKET/PATH, got: /tmp",
                "s3://b/x.py --cluster j-1 --code s3://b|are for code of this machine, got: s3://b/x.py",
                "MAIN --launch analytics/nigtly|Did you mean analytics/nightly?",
                "MAIN --launch analytics/nightly --set Nodes=2|Override 'Nodes' is not allowed by this launch function",
                "MAIN --cluster j-1 --code s3://bkt/c --spark-submit-opts \"a --dry-run|A quote is not closed in: \"a",
            })
    void rejectsInvalidArguments(String line, String error) {
        Result refused = run(line.replace("MAIN", main.toString()).split(" "));

        assertThat(refused.exitCode()).isIn(2, 3);
        assertThat(refused.err()).contains(error);
        assertThat(work.account.aws().clusters()).isEmpty();
    }
}
