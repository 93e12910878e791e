package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.examples.InstalledSpark;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import io.github.emrlaunch.local.spark.SparkJobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;

/** Tests the blocks of {@code docs/real-jobs.md}: jobs, a pipeline and a launch, run with data. */
class RealJobsPageIT {
    private static final String REVENUE = """
        import sys

        from pyspark.sql import SparkSession
        from pyspark.sql import functions as f

        source, target = sys.argv[1:]
        spark = SparkSession.builder.getOrCreate()
        orders = spark.read.csv(source, header=True, inferSchema=True)
        revenue = orders.groupBy("day").agg(f.sum("amount").alias("revenue"))
        revenue.write.mode("overwrite").parquet(target)
        """;
    private static final String EXPORT = """
        import sys

        from pyspark.sql import SparkSession

        source, target = sys.argv[1:]
        spark = SparkSession.builder.getOrCreate()
        spark.read.parquet(source).orderBy("day").coalesce(1).write.json(target)
        """;

    @TempDir
    static Path folder;

    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> define(new Stack(app, "Shop"), scripts()))
            .jobs(SparkJobs.installed());

    @Test
    void runsThePipelineOnItsData() throws IOException {
        InstalledSpark.jobs();

        Path orders = aws.local().s3().folder("shop").resolve("in/orders/2026-01-01.csv");
        Files.createDirectories(orders.getParent());
        Files.write(orders, List.of("day,amount", "2026-01-01,20", "2026-01-01,35", "2026-01-02,12"));

        LocalExecution execution = aws.run("pipeline_default_revenue", "{}");

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        LocalStep revenue = aws.local().clusters().get(0).stepsNamed("Revenue").get(0);
        assertThat(revenue.job().outcome()).isEqualTo(JobResult.Outcome.SUCCEEDED);
        assertThat(revenue.job().notes()).noneMatch(note -> note.contains("on EMR this is lost"));
        assertThat(aws.local().s3().keys("shop"))
                .contains("out/revenue/_SUCCESS")
                .anyMatch(key -> key.matches("out/revenue/part-.*\\.parquet"));

        // The second job has read the Parquet and written one file of JSON.
        String export = aws.local().s3().keys("shop").stream()
                .filter(key -> key.startsWith("out/export/part-"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readAllLines(aws.local().s3().folder("shop").resolve(export)))
                .containsExactly("{\"day\":\"2026-01-01\",\"revenue\":55}", "{\"day\":\"2026-01-02\",\"revenue\":12}");
    }

    private static Path scripts() {
        Path code = folder.resolve("code");
        try {
            Files.createDirectories(code);
            Files.writeString(code.resolve("revenue.py"), REVENUE);
            Files.writeString(code.resolve("export.py"), EXPORT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return code;
    }

    private static void define(Stack stack, Path folder) {
        Vpc vpc = new Vpc(stack, "Vpc");
        Bucket bucket =
                Bucket.Builder.create(stack, "Bucket").bucketName("shop").build();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("shop")
                .vpc(vpc)
                .logsBucket(bucket)
                .build();
        profile.authorizeInputBucket(bucket, "in/*").authorizeOutputBucket(bucket, "out/*");
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(stack, "LaunchFunction")
                .launchFunctionName("shop")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("shop")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        EmrCode code = EmrCode.fromPath(folder.toString(), bucket, "code");
        TransientClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("revenue")
                .launchFunction(launchFunction)
                .phases(Phase.of(
                        "Work",
                        SparkSubmit.python(code, "revenue.py")
                                .arguments("s3://shop/in/orders", "s3://shop/out/revenue")
                                .toStep("Revenue"),
                        SparkSubmit.python(code, "export.py")
                                .arguments("s3://shop/out/revenue", "s3://shop/out/export")
                                .toStep("Export")))
                .build();
    }

    @Test
    void describesTheInstalledSpark() {
        SparkJobs installed = InstalledSpark.jobs();

        SparkJobs jobs = SparkJobs.installed()
                .withTimeLimit(Duration.ofMinutes(30))
                .withDriverMemory(4096)
                .withJobsAtOnce(1);

        assertThat(jobs.description()).startsWith("Jobs run with Spark ");
        assertThat(installed.description())
                .as("the same Spark, with an archive of its classes")
                .startsWith(jobs.description() + ", classes archived in ");
    }
}
