package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of steps that need no session of Spark, as processes of this machine. */
class CommandStepsTest {
    private static final String ALL = "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    private TestJobs jobs = new TestJobs(Path.of(""), Map.of());

    @BeforeEach
    void fill() throws IOException {
        SparkForTests.assumeInstalled();
        aws.existing().bucket("code").bucket("data");
        object("data", "in/a.csv", "one\n");
        object("data", "in/b.txt", "two\n");
        object("data", "in/deep/c.csv", "three\n");
        jobs = new TestJobs(directory, TestSessions.environment(aws, "job", ALL));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private void object(String bucket, String key, String text) throws IOException {
        Path file = aws.s3().folder(bucket).resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private JobResult run(String... arguments) throws InterruptedException, IOException {
        return jobs.command(arguments);
    }

    private static String output(JobResult result, String name) throws IOException {
        return Files.readString(Objects.requireNonNull(result.logs().get(name)));
    }

    @Test
    void hadoopCommandsListCopyReadAndDeleteFiles() throws Exception {
        assertThat(run("hadoop", "fs", "-cp", "s3://data/in", "/user/hadoop/in").outcome())
                .isEqualTo(Outcome.SUCCEEDED);
        assertThat(jobs.shared().resolve("hdfs/user/hadoop/in/deep/c.csv")).hasContent("three\n");

        JobResult listed = run("hdfs", "dfs", "-ls", "-R", "in", "s3://data/in");
        assertThat(output(listed, "stdout")).contains(" in/deep/c.csv\n", " s3://data/in/a.csv\n");

        JobResult text = run("hadoop", "fs", "-text", "in/a.csv", "s3a://data/in/b.txt");
        assertThat(output(text, "stdout")).isEqualTo("one\ntwo\n");

        assertThat(run("hadoop", "fs", "-rm", "-r", "-skipTrash", "s3://data/in/deep")
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);
        assertThat(aws.s3().keys("data")).containsExactly("in/a.csv", "in/b.txt");
    }

    @Test
    void providerLimitsTheJobsAtOnce() throws Exception {
        jobs.use(new SparkJobsProvider().installed(1));
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        Path end = directory.resolve("end");
        Thread one = start("touch " + first + "; until [ -e " + end + " ]; do sleep 0.05; done");
        while (one.isAlive() && !Files.exists(first)) {
            Thread.onSpinWait();
        }
        assertThat(one.isAlive()).as("the first job runs").isTrue();

        Thread two = start("touch " + second);
        while (two.isAlive() && two.getState() != Thread.State.WAITING && !Files.exists(second)) {
            Thread.onSpinWait();
        }
        boolean together = Files.exists(second);
        Files.createFile(end);
        one.join();
        two.join();

        assertThat(together).as("the second job ran during the first").isFalse();
        assertThat(second).exists();
    }

    /** Runs a script as a job in another thread. */
    private Thread start(String script) {
        Thread thread = new Thread(() -> {
            try {
                run("bash", "-c", script);
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void hadoopCommandFailsWithItsErrorLine() throws Exception {
        JobResult result = run("hadoop", "fs", "-cat", "s3://data/none");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message()).isEqualTo("cat: `s3://data/none': No such file or directory");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void roleWithoutPermissionsIsDenied() throws Exception {
        jobs = new TestJobs(
                directory,
                TestSessions.environment(
                        aws, "poor", "{\"Effect\": \"Allow\", \"Action\": \"s3:ListBucket\", \"Resource\": \"*\"}"));

        assertThat(run("hadoop", "fs", "-cat", "s3://data/in/a.csv").message())
                .contains("assumed-role/poor/session is not authorized to perform: s3:GetObject");
        assertThat(jobs.step("s3://us-east-1.elasticmapreduce/libs/script-runner/script-runner.jar", "s3://code/x.sh")
                        .message())
                .contains("Cannot read s3://code/x.sh", "s3:GetObject");
    }

    // "S3DistCp (s3-dist-cp)" in the release guide of EMR.
    @Test
    void s3DistCpCopiesMatchingFiles() throws Exception {
        JobResult result =
                run("s3-dist-cp", "--src=s3://data/in", "--dest", "hdfs:///data", "--srcPattern", ".*\\.csv");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(jobs.shared().resolve("hdfs/data/a.csv")).hasContent("one\n");
        assertThat(jobs.shared().resolve("hdfs/data/deep/c.csv")).hasContent("three\n");
        assertThat(jobs.shared().resolve("hdfs/data/b.txt")).doesNotExist();
    }

    @Test
    void s3DistCpDeletesSourceFilesAfterCopy() throws Exception {
        JobResult result = run(
                "s3-dist-cp",
                "--src",
                "s3://data/in/",
                "--dest",
                "s3://data/out",
                "--srcPattern=.*/a.*",
                "--deleteOnSuccess");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(aws.s3().keys("data")).containsExactly("in/b.txt", "in/deep/c.csv", "out/a.csv");
    }

    // https://gist.github.com/ruseel/04570aa3dea6d0a2650d: a copy of nothing fails with "Input path does not exist".
    @Test
    void s3DistCpFailsWithoutMatchingFile() throws Exception {
        JobResult result =
                run("s3-dist-cp", "--src", "s3://data/in", "--dest", "s3://data/out", "--srcPattern", "a.csv");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message()).contains("no file in s3://data/in has an address that matches 'a.csv' as a whole");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        s3-dist-cp --src s3://a --dest s3://b --groupBy .*(x).*   | SIMULATED | s3-dist-cp does not run here with the option --groupBy
        s3-dist-cp --src s3://a --dest s3://b --outputCodec=gz    | SIMULATED | s3-dist-cp does not run here with the option --outputCodec
        s3-dist-cp --src s3://a                                   | FAILED    | s3-dist-cp: the option --dest is missing
        s3-dist-cp --src                                          | FAILED    | s3-dist-cp: the option --src has no value
        s3-dist-cp --src s3://a --dest s3://b --srcPattern [      | FAILED    | s3-dist-cp: --srcPattern is no regular expression
        hadoop version                                            | SIMULATED | The command 'hadoop version' does not run here
        hadoop jar                                                | FAILED    | hadoop jar: the words name no jar
        hadoop-streaming -input a | SIMULATED | The program 'hadoop-streaming' does not run here, only aws, bash, hadoop
        hive-script --install-hive                                | SIMULATED | hive-script --install-hive does not run here
        hive --service beeline                                    | FAILED    | hive: Unrecognized option: --service
        hive -f                                                   | FAILED    | hive: Missing argument for option: -f
        hive -f s3://code/none.q | FAILED | Cannot read s3://code/none.q: The specified key does not exist.
        spark-sql -f s3://no-such-bucket/x.sql | FAILED | Cannot read s3://no-such-bucket/x.sql: The specified bucket does not exist
        spark-sql -e                                              | FAILED    | spark-sql: Missing argument for option: -e
        """)
    void unsupportedAndInvalidCommandsReportReason(String words, Outcome outcome, String message) throws Exception {
        JobResult result = run(words.split(" ", -1));

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.message()).startsWith(message);
    }

    @Test
    void rejectsProgramNameAsJar() throws Exception {
        JobResult result = jobs.step("spark-submit", "s3://code/job.py");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message())
                .isEqualTo(
                        "The jar 'spark-submit' is no URI and no path. To run a program, use the jar command-runner.jar with the program as first argument");
    }

    @Test
    void scriptsGetEndpointAndCredentials() throws Exception {
        JobResult result = run("bash", "-c", "echo $AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID; cat; exit 3");

        assertThat(output(result, "stdout"))
                .isEqualTo(aws.endpoint() + " " + jobs.environment().get("AWS_ACCESS_KEY_ID") + "\n");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    }

    // https://github.com/aws/aws-cdk/issues/8490, https://github.com/Yelp/mrjob/pull/2082
    @Test
    void commandRunnerStartsNoShellAndOmitsEmptyArguments() throws Exception {
        assertThat(run("bash -c ls").message()).startsWith("Cannot run program \"bash -c ls\"");
        assertThat(output(run("bash", "-c", "echo $#", "", "zero", "", "one"), "stdout"))
                .isEqualTo("1\n");
    }

    @Test
    void pythonCommandUsesPythonOfSpark() throws Exception {
        assertThat(output(run("python3", "-c", "import pyspark, sys; print(sys.argv[1:])", "a b", "$HOME"), "stdout"))
                .isEqualTo("['a b', '$HOME']\n");
    }

    @Test
    void scriptContinuesAfterCommandThatCannotBePrepared() throws Exception {
        JobResult result = run(
                "bash",
                "-c",
                "hadoop fs -ls $'/\\xff'; echo $?; mkdir $'\\xff' && cd $'\\xff' && hadoop fs -ls /; echo $?; cd ..;"
                        + " hadoop fs -cat s3://data/in/a.csv");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(output(result, "stdout")).isEqualTo("1\n1\none\n");
        assertThat(output(result, "stderr")).contains("No such file or directory", "its name must be UTF-8");
    }

    @Test
    void sparkSubmitInScriptUnpacksArchives() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Files.writeString(tree.resolve("name.txt"), "packed");
        Path tar = aws.s3().folder("code").resolve("env.tar.gz");
        assertThat(new ProcessBuilder("tar", "-czf", tar.toString(), "-C", tree.toString(), "name.txt")
                        .start()
                        .waitFor())
                .isZero();
        object("code", "no.tar.gz", "no archive");
        object("code", "read.py", "print(open('env/name.txt').read())");

        JobResult result = run(
                "bash",
                "-c",
                "spark-submit --archives s3://code/no.tar.gz s3://code/read.py; echo $?;"
                        + " spark-submit --archives s3://code/env.tar.gz#env s3://code/read.py");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(output(result, "stdout")).isEqualTo("1\npacked\n");
        assertThat(output(result, "stderr"))
                .contains("The archive s3://code/no.tar.gz cannot be unpacked: Exit code 2");
        assertThat(result.notes()).noneMatch(note -> note.contains("env"));
    }

    @Test
    void scriptCannotRunSudoPysparkOrShutdown() throws Exception {
        JobResult result = run("bash", "-c", "sudo touch /etc/changed; pyspark; shutdown -h now");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(output(result, "stderr")).contains("sudo: a script here must not change this machine", "shutdown: ");
        assertThat(result.notes())
                .anyMatch(note -> note.startsWith("Refused: sudo: "))
                .anyMatch(note -> note.startsWith("Refused: pyspark: it does not run here"));
    }

    @Test
    void scriptCanCallHadoopAndS3DistCp() throws Exception {
        object("code", "steps.sh", """
            #!/bin/bash
            set -eu
            mkdir -p there && cd there && echo "it's here" > local.txt
            hadoop fs -put local.txt "s3://data/with space"
            count=$(hdfs dfs -cat 's3://data/in/*' 's3://data/with space' 2>/dev/null | wc -l)
            echo "lines: $count"
            s3-dist-cp --src s3://data/in --dest s3://data/copy --srcPattern '.*a\\.csv' >/dev/null
            if hadoop fs -test -e s3://data/none; then echo wrong; fi
            s3-dist-cp --src s3://data/in || echo "code $?"
            """);

        JobResult result =
                jobs.step("s3://elasticmapreduce/libs/script-runner/script-runner.jar", "s3://code/steps.sh");

        assertThat(result.outcome()).as(result + output(result, "stderr")).isEqualTo(Outcome.SUCCEEDED);
        assertThat(output(result, "stdout")).isEqualTo("lines: 3\ncode 1\n");
        assertThat(output(result, "stderr")).contains("s3-dist-cp: the option --dest is missing");
        assertThat(aws.s3().keys("data")).contains("copy/a.csv", "with space").doesNotContain("copy/b.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-west-1.elasticmapreduce", "elasticmapreduce"})
    void scriptRunnerRunsScriptFromS3(String bucket) throws Exception {
        object("code", "scripts/hello.sh", "#!/bin/bash\necho \"hello $1\"\n");

        JobResult result = jobs.step(
                "s3://" + bucket + "/libs/script-runner/script-runner.jar", "s3://code/scripts/hello.sh", "big world");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(output(result, "stdout")).isEqualTo("hello big world\n");
        assertThat(result.notes()).noneMatch(note -> note.contains("hello.sh"));
    }

    @Test
    void scriptsCanBeDisabled() throws Exception {
        jobs.use(SparkJobs.installed().withScripts(false));

        assertThat(run("bash", "-c", "true").outcome()).isEqualTo(Outcome.SIMULATED);
        assertThat(jobs.step("s3://elasticmapreduce/libs/script-runner/script-runner.jar", "s3://code/x.sh")
                        .message())
                .isEqualTo("Scripts do not run here: SparkJobs.withScripts(false) turns them off");
    }

    @Test
    void runsJarsWithHadoop() throws Exception {
        Manifest manifest = new Manifest();
        jar("plain.jar", manifest);
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, JarProbe.class.getName());
        jar("main.jar", manifest);

        JobResult byManifest = jobs.step("s3://code/main.jar", "s3://data/in/a.csv", "s3://data/out/copy");
        JobResult byName = jobs.run(new JobCommand.Step(
                "s3://code/plain.jar",
                JarProbe.class.getName(),
                List.of("s3://data/in/b.txt", "second"),
                Map.of("probe", "set")));

        assertThat(byManifest.outcome()).as(byManifest.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(aws.s3().folder("data").resolve("out/copy")).hasContent("one\n");
        assertThat(byName.outcome()).as(byName.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(output(byName, "stdout")).isEqualTo("probe=set\n");
        assertThat(jobs.shared().resolve("hdfs/user/hadoop/second")).hasContent("two\n");
    }

    @Test
    void reportsMissingJars() throws Exception {
        assertThat(jobs.step("s3://code/none.jar").message())
                .startsWith("Cannot read s3://code/none.jar: The specified key does not exist.");
        assertThat(jobs.step("/home/hadoop/contrib/streaming/hadoop-streaming.jar"))
                .extracting(JobResult::outcome, JobResult::message)
                .containsExactly(
                        Outcome.SIMULATED,
                        "The file /home/hadoop/contrib/streaming/hadoop-streaming.jar is not here: it is of the software"
                                + " on EMR's machines");
    }

    private void jar(String key, Manifest manifest) throws IOException {
        String name = JarProbe.class.getName().replace('.', '/') + ".class";
        Path jar = aws.s3().folder("code").resolve(key);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream in = JarProbe.class.getResourceAsStream("/" + name)) {
            out.putNextEntry(new JarEntry(name));
            Objects.requireNonNull(in).transferTo(out);
        }
        assertThat(Arrays.asList(aws.s3().folder("code").toFile().list())).contains(key);
    }
}
