package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkJobsTest {
    private static final String EVERYTHING = "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}";
    private static LocalAws aws;

    @TempDir
    private Path folder;

    private int jobs;

    @BeforeAll
    static void emulator() throws IOException {
        aws = LocalAws.start();
        aws.existing().bucket("code").bucket("data");
        Files.writeString(
                Files.createDirectories(aws.s3().folder("data").resolve("in")).resolve("days.csv"),
                "day,amount\nmon,1\nmon,2\ntue,4\n");
    }

    @AfterAll
    static void close() {
        aws.close();
    }

    @BeforeEach
    void spark() {
        SparkForTests.assumeInstalled();
    }

    private JobResult run(JobCommand command, Map<String, Map<String, String>> classifications, String... statements)
            throws IOException, InterruptedException {
        jobs++;
        return SparkForTests.jobs()
                .run(new Job(
                        "s-" + jobs,
                        "test",
                        command,
                        "emr-7.12.0",
                        classifications,
                        TestSessions.environment(aws, "job" + jobs, statements),
                        Files.createDirectories(folder.resolve("job" + jobs)),
                        Files.createDirectories(folder.resolve("shared")),
                        Duration.ofMinutes(5)));
    }

    private static JobCommand step(String... arguments) {
        return new JobCommand.Step("command-runner.jar", null, List.of(arguments), Map.of());
    }

    private static String script(String name, String text) throws IOException {
        Files.writeString(aws.s3().folder("code").resolve(name), text);
        return "s3://code/" + name;
    }

    private static String log(JobResult result, String name) throws IOException {
        return Files.readString(result.logs().get(name));
    }

    @Test
    void stepReadsAndWritesS3WithItsRoleArgumentsAndSettings() throws Exception {
        String job = script("sum.py", """
            import os, sys
            from pyspark import SparkFiles
            from pyspark.sql import SparkSession
            import helper

            spark = SparkSession.builder.appName("sum").enableHiveSupport().getOrCreate()
            days = spark.read.csv(sys.argv[1], header=True, inferSchema=True)
            days.groupBy("day").sum("amount").coalesce(1).write.mode("overwrite").parquet(sys.argv[2])
            spark.sql("create table sums (x int)")
            print(os.environ["STAGE"], open("side.txt").read(), open(SparkFiles.get("side.txt")).read(), helper.VALUE)
            print(spark.conf.get("spark.sql.shuffle.partitions"), spark.conf.get("spark.my.name"), sys.argv[3:])
            print(sorted(tuple(row) for row in spark.read.parquet(sys.argv[2]).collect()))
            maps = "/proc/%d/maps" % os.getppid()
            print("mapped", not os.path.exists(maps) or "/class-archive/" in open(maps).read(), file=sys.stderr)
            """);
        String helper = script("helper.py", "VALUE = 7\n");
        String side = script("side-1.txt", "side");

        JobResult result = run(
                step(
                        "spark-submit",
                        "--deploy-mode",
                        "cluster",
                        "--master",
                        "yarn",
                        "--num-executors=4",
                        "--conf",
                        "spark.yarn.appMasterEnv.STAGE=test",
                        "--conf",
                        "spark.yarn.appMasterEnv.PYSPARK_PYTHON=/usr/bin/python3",
                        "--conf",
                        "spark.my.name=a b = \\ c",
                        "--py-files",
                        helper,
                        "--files",
                        side + "#side.txt",
                        job,
                        "s3://data/in/",
                        "s3a://data/out",
                        "--master",
                        "mine"),
                Map.of("spark-defaults", Map.of("spark.sql.shuffle.partitions", "3", "spark.my.name", "other")),
                "{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"], \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Action\": [\"s3:PutObject\", \"s3:DeleteObject\"],"
                        + " \"Resource\": \"arn:aws:s3:::data/out/*\"}");

        assertThat(result.outcome()).as("%s %s", result, log(result, "stderr")).isEqualTo(JobResult.Outcome.SUCCEEDED);
        assertThat(log(result, "stdout"))
                .startsWith("test side side 7\n3 a b = \\ c ['--master', 'mine']\n[('mon', 3), ('tue', 4)]\n");
        assertThat(aws.s3().keys("data"))
                .contains("out/_SUCCESS")
                .anyMatch(key -> key.matches("out/part-0.*\\.parquet"));
        assertThat(aws.authorizations())
                .filteredOn(call -> call.resource().matches("arn:aws:s3:::data/(in|out)/.*"))
                .allMatch(call -> call.roleName().equals("job1") && call.allowed())
                .anyMatch(call ->
                        call.action().equals("s3:GetObject") && call.resource().equals("arn:aws:s3:::data/in/days.csv"))
                .anyMatch(call -> call.action().equals("s3:PutObject")
                        && call.resource().matches("arn:aws:s3:::data/out/part-0.*\\.parquet"));
        assertThat(result.notes())
                .hasSize(3)
                .anyMatch(note -> note.contains("/usr/bin/python3"))
                .anyMatch(note -> note.contains("deploy mode cluster"))
                .anyMatch(note -> note.contains("--deploy-mode cluster, --master yarn, --num-executors 4"));
        assertThat(result.exitCode()).isZero();
        assertThat(log(result, "controller")).contains("spark-submit", "succeeded", "Spark's classes are");
        if (log(result, "controller").contains("Spark's classes are archived in")) {
            assertThat(log(result, "stdout") + log(result, "stderr")).contains("mapped True");
        }
    }

    @Test
    void failedJobReportsExceptionThatEndedIt() throws Exception {
        String job = script("fails.py", """
            import sys
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            for path in "s3://data/none", "s3://no-bucket/x", "s3://data/secret":
                try:
                    spark.read.text(path).count()
                except Exception as e:
                    print(path, str(e).replace("\\n", " "), file=sys.stderr)
            spark.range(1).write.parquet("s3://data/forbidden")
            """);

        JobResult result = run(
                step("spark-submit", job),
                Map.of(),
                "{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"], \"Resource\":"
                        + " [\"arn:aws:s3:::code/*\", \"arn:aws:s3:::data\", \"arn:aws:s3:::no-bucket\"]}");

        assertThat(result.outcome()).isEqualTo(JobResult.Outcome.FAILED);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.message())
                .contains("AccessDenied")
                .contains("s3:PutObject")
                .contains("forbidden");
        assertThat(log(result, "stdout"))
                .contains("s3://data/none [PATH_NOT_FOUND]")
                .contains("no-bucket");
    }

    @Test
    void masterSetInJobCodeFailsWithHint() throws Exception {
        String job = script(
                "yarn.py", "from pyspark.sql import SparkSession\nSparkSession.builder.master('yarn').getOrCreate()\n");

        JobResult result = run(step("spark-submit", job), Map.of(), EVERYTHING);

        assertThat(result.outcome()).isEqualTo(JobResult.Outcome.FAILED);
        assertThat(result.message()).contains("'yarn'", "The code of the job sets the master. Leave it out");
    }

    @Test
    void jobRunNotesFilesWrittenToLocalDisk() throws Exception {
        String job = script("lost.py", """
            import os, sys
            os.makedirs("s3://data/report")
            with open("s3://data/report/total.txt", "w") as out:
                out.write("7")
            with open("total.txt", "w") as out:
                out.write(os.environ["MODE"])
            """);

        JobResult result = run(
                new JobCommand.SparkSubmit(
                        job,
                        List.of(),
                        "--conf spark.executor.memory=2g --conf \"spark.emr-serverless.driverEnv.MODE=a b\""),
                Map.of(),
                EVERYTHING);

        assertThat(result.outcome()).as(result.toString()).isEqualTo(JobResult.Outcome.SUCCEEDED);
        assertThat(result.notes())
                .anyMatch(note ->
                        note.startsWith("s3:/data/report/total.txt: wrote to the local disk; on EMR this is lost"))
                .anyMatch(note ->
                        note.startsWith("total.txt: wrote to the local disk; on EMR this is lost with the worker"))
                .anyMatch(note -> note.contains("spark.executor.memory=2g"));
        assertThat(folder.resolve("job1/work/total.txt")).hasContent("a b");
        assertThat(aws.s3().keys("data")).noneMatch(key -> key.contains("report"));
    }

    @Test
    void runsJar() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "This Java has no compiler");
        Path source = Files.writeString(folder.resolve("Count.java"), """
            import org.apache.spark.sql.SparkSession;
            public class Count {
                public static void main(String[] arguments) {
                    SparkSession spark = SparkSession.builder().getOrCreate();
                    System.out.println(spark.read().text(arguments[0]).count() + " " + System.getProperty("stage"));
                    throw new IllegalStateException("after the count");
                }
            }
            """);
        try (Stream<Path> jars = Files.list(SparkForTests.jars())) {
            String classPath = String.join(":", jars.map(Path::toString).toList());
            assertThat(compiler.run(
                            null,
                            null,
                            null,
                            "-nowarn",
                            "-proc:none",
                            // The compiler is that of the tests' JVM, which can be a later one.
                            "--release",
                            String.valueOf(SparkForTests.javaVersion()),
                            "-cp",
                            classPath,
                            "-d",
                            folder.toString(),
                            source.toString()))
                    .isZero();
        }
        try (JarOutputStream jar = new JarOutputStream(
                Files.newOutputStream(aws.s3().folder("code").resolve("count.jar")))) {
            jar.putNextEntry(new JarEntry("Count.class"));
            Files.copy(folder.resolve("Count.class"), jar);
        }

        JobResult result = run(
                step(
                        "spark-submit",
                        "--class",
                        "Count",
                        "--driver-java-options",
                        "-Dstage=test -Xmx9g",
                        "s3://code/count.jar",
                        "s3://data/in"),
                Map.of(),
                EVERYTHING);
        JobResult wrong =
                run(step("spark-submit", "--class", "com.example.None", "s3://code/count.jar"), Map.of(), EVERYTHING);

        assertThat(log(result, "stdout")).isEqualTo("4 test\n");
        assertThat(result.message()).isEqualTo("java.lang.IllegalStateException: after the count");
        assertThat(result.notes()).anyMatch(note -> note.contains("-Xmx9g"));
        assertThat(wrong.message()).contains("com.example.None");
        assertThat(wrong.exitCode()).isNotZero();
    }

    @Test
    void missingScriptFailsJob() throws Exception {
        JobResult result = run(step("spark-submit", "s3://code/none.py"), Map.of(), EVERYTHING);

        assertThat(result.outcome()).isEqualTo(JobResult.Outcome.FAILED);
        assertThat(result.message()).contains("s3://code/none.py");
    }

    @Test
    void rejectsInvalidSparkSubmitOptions() throws Exception {
        assertThat(run(step("spark-submit", "--mastre", "yarn", "x.py"), Map.of(), EVERYTHING)
                        .message())
                .contains("Unrecognized option: --mastre");
        assertThat(run(new JobCommand.SparkSubmit("s3://code/x.py", List.of(), "--conf 'a"), Map.of(), EVERYTHING)
                        .message())
                .contains("is not closed");
        assertThat(run(step("spark-submit"), Map.of(), EVERYTHING).message()).contains("Missing application resource");
    }
}
