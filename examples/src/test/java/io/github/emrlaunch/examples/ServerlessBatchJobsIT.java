package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.spark.SparkJobs;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;

/** The two jobs run and leave their results in S3; and what is lost where a job writes anywhere else. */
class ServerlessBatchJobsIT {
    @Test
    void addsUpAndCompares() throws InterruptedException {
        try (ExampleRun run =
                ExampleRun.withJobs(Example.named("serverless-batch"), ForkFolder.PATH, InstalledSpark.jobs())) {
            Deployment deployment = run.deploy(run.synthesize());
            String bucket = deployment.ofType("AWS::S3::Bucket").get(0).physicalId();

            LocalExecution execution =
                    run.aws().awaitExecution(run.aws().startExecution(run.stateMachine("serverless-batch"), "{}"));

            assertThat(execution.succeeded())
                    .as("%s: %s", execution.error(), execution.cause())
                    .isTrue();
            assertThat(run.aws().serverless().jobRuns())
                    .extracting(jobRun -> jobRun.name() + " " + result(jobRun).outcome())
                    .containsExactly("aggregate SUCCEEDED", "compare SUCCEEDED");
            assertThat(JobOutput.lines(run.aws(), bucket, "data/out/sums"))
                    .containsExactly(
                            "date,state,cases,deaths",
                            "2020-05-01,Aurora,19,1",
                            "2020-05-01,Borealis,3,0",
                            "2020-05-02,Aurora,15,1",
                            "2020-05-02,Borealis,5,1");
            assertThat(JobOutput.json(run.aws(), bucket, "data/out/report")).containsExactly(Json.parse("""
                            {"date": "2020-05-01", "state": "Borealis",
                             "cases": 4, "deaths": 0, "summed_cases": 3, "summed_deaths": 0}"""));
            LocalJobRun compared = run.aws().serverless().jobRuns().get(1);
            assertThat(run.aws().s3().keys(bucket))
                    .contains("data/out/sums/_SUCCESS", "data/out/report/_SUCCESS")
                    .contains("logs/applications/%s/jobs/%s/SPARK_DRIVER/stderr.gz"
                            .formatted(compared.applicationId(), compared.id()))
                    .noneMatch(key -> key.contains("_temporary"));
        }
    }

    @Test
    void losesWhatIsWrittenToARelativePath(@TempDir Path assembly) throws InterruptedException {
        LocalJobRun jobRun = runOf("relative", "new_brazil_covid19.csv", assembly);

        assertThat(jobRun.outputs()).isEmpty();
        assertThat(result(jobRun).notes())
                .anyMatch(note -> note.contains("new_brazil_covid19.csv") && note.contains("on EMR this is lost"));
    }

    @Test
    void losesWhatPythonWritesToAnAddressInS3(@TempDir Path assembly) throws InterruptedException {
        LocalJobRun jobRun = runOf("plain", "s3://lost-output-test/data/out/sums.csv", assembly);

        assertThat(jobRun.outputs()).isNotEmpty();
        assertThat(result(jobRun).notes())
                .anyMatch(note -> note.contains("s3:") && note.contains("on EMR this is lost"));
    }

    /** Runs one of the job functions; it succeeds, and nothing comes into the bucket but what was deployed. */
    private static LocalJobRun runOf(String function, String output, Path assembly) throws InterruptedException {
        SparkJobs jobs = InstalledSpark.jobs();
        App app = new App(AppProps.builder().outdir(assembly.toString()).build());
        lostOutput(app, output);
        app.synth();
        try (LocalAws aws = LocalAws.builder().jobs(jobs).start()) {
            Deployment deployment = aws.deploy(assembly);
            LocalExecution execution = aws.awaitExecution(
                    aws.startExecution(deployment.stateMachine("serverless_default_" + function), "{}"));

            assertThat(execution.succeeded())
                    .as("%s: %s", execution.error(), execution.cause())
                    .isTrue();
            LocalJobRun jobRun = aws.serverless().jobRuns().get(0);
            assertThat(jobRun.state()).isEqualTo("SUCCESS");
            assertThat(result(jobRun).outcome()).isEqualTo(JobResult.Outcome.SUCCEEDED);
            assertThat(aws.s3().keys("lost-output-test"))
                    .contains("data/in/cities.csv")
                    .noneMatch(key -> key.startsWith("data/out"));
            return jobRun;
        }
    }

    /** A job that writes where its argument says with Spark, and one that does so with Python alone. */
    private static void lostOutput(App app, String output) {
        Stack stack = new Stack(app, "LostOutput");
        Bucket bucket = Bucket.Builder.create(stack, "Bucket")
                .bucketName("lost-output-test")
                .build();
        EmrCode data = EmrCode.fromPath("src/main/emr/serverless-batch/data", bucket, "data/in");
        data.deploy(stack);
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("lost-output")
                .releaseLabel("emr-7.12.0")
                .build();
        ServerlessJobRole role = ServerlessJobRole.Builder.create(stack, "JobRole")
                .applications(application)
                .build()
                .grantRead(bucket, "data/in/*")
                .grantReadWrite(bucket, "data/out/*");
        EmrCode spark = EmrCode.fromPath("src/main/emr/serverless-batch/spark", bucket, "spark");
        EmrCode plain = EmrCode.fromPath("src/test/resources/lost-output", bucket, "plain");
        ServerlessJobFunction.Builder.create(stack, "Relative")
                .jobFunctionName("relative")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(spark, "tracker.py").withArguments("agg", data.uriOf("cities.csv"), output))
                .build();
        ServerlessJobFunction.Builder.create(stack, "Plain")
                .jobFunctionName("plain")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(plain, "plain.py").withArguments(output))
                .build();
    }

    private static JobResult result(LocalJobRun jobRun) {
        return Objects.requireNonNull(jobRun.job());
    }
}
