package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;

/** Runs the two jobs, whose results are in S3, and a job whose output is lost because it writes to another location. */
class ServerlessBatchJobsIT {
    @Test
    void jobsAggregateAndCompareTheCases() throws InterruptedException {
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

    /** The job functions succeed, and nothing comes into the bucket but what was deployed. */
    @Nested
    class WhereAJobWritesElsewhere {
        @RegisterExtension
        static final LocalAwsExtension aws = LocalAwsExtension.forApp(ServerlessBatchJobsIT::lostOutput)
                .emulator(builder -> builder.jobs(InstalledSpark.jobs()));

        @Test
        void outputToARelativePathIsLost() {
            LocalJobRun jobRun = runOf("relative");

            assertThat(jobRun.outputs()).isEmpty();
            assertThat(result(jobRun).notes())
                    .anyMatch(note -> note.contains("new_brazil_covid19.csv") && note.contains("on EMR this is lost"));
        }

        @Test
        void outputOfPythonToAnS3UriIsLost() {
            LocalJobRun jobRun = runOf("plain");

            assertThat(jobRun.outputs()).isNotEmpty();
            assertThat(result(jobRun).notes())
                    .anyMatch(note -> note.contains("s3:") && note.contains("on EMR this is lost"));
        }

        private static LocalJobRun runOf(String function) {
            LocalExecution execution = aws.run("serverless_default_" + function, "{}");

            assertThat(execution.succeeded())
                    .as("%s: %s", execution.error(), execution.cause())
                    .isTrue();
            LocalJobRun jobRun = aws.local().serverless().jobRuns().get(0);
            assertThat(jobRun.state()).isEqualTo("SUCCESS");
            assertThat(result(jobRun).outcome()).isEqualTo(JobResult.Outcome.SUCCEEDED);
            assertThat(aws.local().s3().keys("lost-output-test"))
                    .contains("data/in/cities.csv")
                    .noneMatch(key -> key.startsWith("data/out"));
            return jobRun;
        }
    }

    /** A stack with a job that writes to a relative path with Spark, and a job that writes to a URI in S3 with Python only. */
    private static void lostOutput(App app) {
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
                .job(SparkJob.of(spark, "tracker.py")
                        .withArguments("agg", data.uriOf("cities.csv"), "new_brazil_covid19.csv"))
                .build();
        ServerlessJobFunction.Builder.create(stack, "Plain")
                .jobFunctionName("plain")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(plain, "plain.py").withArguments("s3://lost-output-test/data/out/sums.csv"))
                .build();
    }

    private static JobResult result(LocalJobRun jobRun) {
        return Objects.requireNonNull(jobRun.job());
    }
}
