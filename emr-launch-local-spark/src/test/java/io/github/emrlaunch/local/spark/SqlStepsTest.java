package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL of steps and of EMR Serverless, which Spark SQL runs. */
class SqlStepsTest {
    private static final String ALL = "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @BeforeEach
    void begin() {
        SparkForTests.assumeInstalled();
        aws.existing().bucket("code").bucket("data");
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

    private static String output(JobResult result) throws IOException {
        return Files.readString(Objects.requireNonNull(result.logs().get("stdout"), result.toString()));
    }

    /** Derby, which has the catalog, lets one process at a time in. */
    @Test
    void concurrentStepsOfClusterShareCatalog() throws Exception {
        object("data", "in/people.csv", "ann,1\nbob,2\n");
        object("code", "people.sql", """
            CREATE EXTERNAL TABLE people (name STRING, n INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION '${hivevar:place}';
            SELECT count(*) FROM people;
            """);
        object("code", "totals.q", """
            CREATE EXTERNAL TABLE totals (n INT) STORED AS PARQUET LOCATION '${OUTPUT}/totals';
            INSERT OVERWRITE TABLE totals SELECT ${hiveconf:start} + 1;
            """);
        TestJobs jobs = new TestJobs(directory, TestSessions.environment(aws, "job", ALL));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<JobResult> people = threads.submit(() -> jobs.command(
                "spark-sql", "--master", "yarn", "-f", "s3://code/people.sql", "--hivevar", "place=s3://data/in"));
        Future<JobResult> totals = threads.submit(() -> jobs.command(
                "hive-script",
                "--run-hive-script",
                "--args",
                "-f",
                "s3://code/totals.q",
                "-d",
                "OUTPUT=s3://data/out",
                "--hiveconf",
                "start=41"));
        assertThat(people.get().outcome()).as(people.get().toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(totals.get().outcome()).as(totals.get().toString()).isEqualTo(Outcome.SUCCEEDED);
        threads.shutdown();

        assertThat(output(people.get())).isEqualTo("2\n");
        assertThat(totals.get().notes()).contains("Spark SQL, not Hive, ran this");
        assertThat(aws.s3().keys("data"))
                .anyMatch(key -> key.startsWith("out/totals/part-"))
                .noneMatch(key -> key.contains("staging"));

        JobResult both = jobs.command("hive", "-e", """
            SELECT name, totals.n FROM people CROSS JOIN totals ORDER BY name;
            CREATE EXTERNAL TABLE dynamo (n INT) STORED BY 'org.apache.hadoop.hive.dynamodb.DynamoDBStorageHandler';
            """);
        assertThat(output(both)).startsWith("ann\t42\nbob\t42\n");
        assertThat(both.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(both.message()).contains("STORED BY").endsWith("(Spark SQL, not Hive, ran this)");
    }

    // "Hive jobs" in the user guide of EMR Serverless.
    @Test
    void serverlessHiveJobStoresTablesInS3() throws Exception {
        object("code", "init.q", "CREATE TABLE t (n INT);\n");
        object("code", "query.q", "INSERT INTO t VALUES (1), (2);\nSELECT sum(n) FROM t;\n");
        TestJobs jobs = new TestJobs(directory, TestSessions.environment(aws, "job", ALL));

        JobResult result = jobs.run(new JobCommand.Hive(
                "s3://code/query.q",
                "s3://code/init.q",
                "--hiveconf hive.exec.scratchdir=s3://data/scratch --hiveconf"
                        + " hive.metastore.warehouse.dir=s3://data/warehouse --hiveconf hive.tez.container.size=4096"));

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(output(result)).isEqualTo("3\n");
        assertThat(aws.s3().keys("data")).anyMatch(key -> key.startsWith("warehouse/t/part-"));
    }
}
