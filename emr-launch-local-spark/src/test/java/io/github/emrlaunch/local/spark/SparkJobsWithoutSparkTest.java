package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobsProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on a machine that has no Spark. */
class SparkJobsWithoutSparkTest {
    @TempDir
    private Path folder;

    @Test
    void simulatesJobsWithoutSpark() throws Exception {
        SparkJobs none = SparkJobs.installed().withSparkHome(folder.resolve("none"));

        assertThat(none.isInstalled()).isFalse();
        assertThat(none.description()).startsWith("Jobs are simulated: ").contains("is no Spark");
        assertThat(none.run(new Job(
                                "s-1",
                                "",
                                new JobCommand.Step(
                                        "command-runner.jar", null, List.of("spark-submit", "x.py"), Map.of()),
                                "emr-7.12.0",
                                Map.of(),
                                Map.of(),
                                folder,
                                folder,
                                Duration.ofMinutes(1)))
                        .outcome())
                .isEqualTo(JobResult.Outcome.SIMULATED);
    }

    @Test
    void serviceLoaderFindsProvider() {
        assertThat(ServiceLoader.load(JobsProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(SparkJobsProvider.class);
    }

    @Test
    void providerAcceptsOnlyPositiveJobLimit() {
        assertThat(new SparkJobsProvider().installed(2)).isInstanceOf(SparkJobs.class);
        assertThatThrownBy(() -> new SparkJobsProvider().installed(0)).hasMessageContaining("'jobsAtOnce'");
    }

    @Test
    void rejectsInvalidSettings() {
        assertThatThrownBy(() -> SparkJobs.installed().withTimeLimit(Duration.ZERO))
                .hasMessageContaining("'timeLimit'");
        assertThatThrownBy(() -> SparkJobs.installed().withJobsAtOnce(0)).hasMessageContaining("'jobsAtOnce'");
        assertThatThrownBy(() -> SparkJobs.installed().withDriverMemory(100)).hasMessageContaining("'megabytes'");
    }
}
