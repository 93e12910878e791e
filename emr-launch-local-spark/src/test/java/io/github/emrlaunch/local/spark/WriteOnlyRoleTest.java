package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.jobs.JobResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of Spark whose role may write and list and neither read nor delete, and what a failing function of it leads to. */
class WriteOnlyRoleTest {
    private static final String JOB = """
        from pyspark.sql import SparkSession

        spark = SparkSession.builder.getOrCreate()
        rows = spark.createDataFrame([("a",)], "name string")
        rows.write.csv("s3://data/out/csv")
        rows.write.mode("append").parquet("s3://data/out/parquet")
        spark.sparkContext.parallelize(["b"], 1).saveAsTextFile("s3://data/out/text")
        try:
            rows.write.mode("overwrite").csv("s3://data/out/csv")
        except Exception as e:
            print("REFUSED", "s3:DeleteObject" in str(e))


        def fail(record):
            raise ValueError("bad record %s" % record)


        spark.sparkContext.parallelize([1], 1).map(fail).collect()
        """;

    @TempDir
    private Path directory;

    @Test
    void writesWithoutReadPermissionAndReportsPythonException() throws Exception {
        SparkForTests.assumeInstalled();
        try (LocalAws aws = LocalAws.start()) {
            aws.existing().bucket("data").bucket("code");
            Files.writeString(aws.s3().folder("code").resolve("job.py"), JOB);
            TestJobs jobs = new TestJobs(
                    directory,
                    TestSessions.environment(
                            aws,
                            "writer",
                            "{\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\", \"Resource\":"
                                    + " \"arn:aws:s3:::data/out/*\"}",
                            "{\"Effect\": \"Allow\", \"Action\": \"s3:ListBucket\", \"Resource\":"
                                    + " \"arn:aws:s3:::data\"}",
                            "{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\":"
                                    + " \"arn:aws:s3:::code/*\"}"));

            JobResult result = jobs.command("spark-submit", "s3://code/job.py");

            assertThat(result.outcome()).isEqualTo(JobResult.Outcome.FAILED);
            assertThat(result.message())
                    .startsWith("org.apache.spark.SparkException: Job aborted due to stage failure")
                    .endsWith("org.apache.spark.api.python.PythonException: ValueError: bad record 1");
            assertThat(Files.readString(Objects.requireNonNull(result.logs().get("stdout"))))
                    .contains("REFUSED True");
            assertThat(aws.s3().keys("data"))
                    .contains("out/csv/_SUCCESS", "out/parquet/_SUCCESS", "out/text/_SUCCESS", "out/text/part-00000");
        }
    }
}
