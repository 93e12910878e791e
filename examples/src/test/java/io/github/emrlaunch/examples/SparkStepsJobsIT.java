package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.jobs.JobResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Runs the jobs of the file, and checks their outputs. */
class SparkStepsJobsIT {
    @Test
    void countsWordsAndPairsAndEstimatesPi() throws InterruptedException {
        try (ExampleRun run =
                ExampleRun.withJobs(Example.named("spark-steps"), ForkFolder.PATH, InstalledSpark.jobs())) {
            Deployment deployment = run.deploy(run.synthesize());
            String bucket = deployment.output("SparkSteps", "DataBucketName");
            String logs = deployment.output("SparkSteps", "LogsBucketName");

            LocalExecution execution = run.aws()
                    .awaitExecution(run.aws().startExecution(run.stateMachine("pipeline_default_spark-steps"), "{}"));

            assertThat(execution.succeeded())
                    .as("%s: %s", execution.error(), execution.cause())
                    .isTrue();
            assertThat(run.lastCluster().steps())
                    .extracting(LocalStep::name, LocalStep::state, SparkStepsJobsIT::outcome)
                    .containsExactly(
                            tuple("pi", "COMPLETED", JobResult.Outcome.SUCCEEDED),
                            tuple("words", "COMPLETED", JobResult.Outcome.SUCCEEDED),
                            tuple("pairs", "COMPLETED", JobResult.Outcome.SUCCEEDED));
            assertThat(JobOutput.lines(run.aws(), bucket, "outputs/words"))
                    .startsWith("word,count", "the,17", "ferries,3", "in,3", "mail,3", "and,2")
                    .hasSize(48);
            assertThat(JobOutput.lines(run.aws(), bucket, "outputs/pairs"))
                    .startsWith("first,second,count", "the,ferries,3", "and,the,2", "in,the,2", "the,first,2");
            List<String> pi = JobOutput.lines(run.aws(), bucket, "outputs/pi");
            assertThat(pi).hasSize(2).startsWith("points,pi");
            assertThat(pi.get(1)).matches("1000000,3\\.14\\d+");
            assertThat(run.aws().s3().keys(logs))
                    .anyMatch(key -> key.endsWith(
                            "/%s/steps/%s/stderr.gz".formatted(run.lastCluster().id(), stepId(run, "words"))));
        }
    }

    private static JobResult.Outcome outcome(LocalStep step) {
        return Objects.requireNonNull(step.job()).outcome();
    }

    private static String stepId(ExampleRun run, String step) {
        return run.lastCluster().stepsNamed(step).get(0).id();
    }
}
