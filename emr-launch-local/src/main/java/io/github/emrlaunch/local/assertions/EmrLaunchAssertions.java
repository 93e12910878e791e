package io.github.emrlaunch.local.assertions;

import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The entry point of the assertions. It also has the assertions of AssertJ, so that a test needs one import:
 *
 * <pre>{@code
 * import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.*;
 *
 * assertThat(execution)
 *         .succeeded()
 *         .launchedCluster(cluster -> cluster.hasRelease("emr-7.12.0").ranSteps("Ingest", "Report"))
 *         .leftNoClusters()
 *         .lasted(atMost(Duration.ofMinutes(20)));
 * }</pre>
 *
 * <p>The tests need a dependency on AssertJ ({@code org.assertj:assertj-core}).
 */
public final class EmrLaunchAssertions extends Assertions {
    private EmrLaunchAssertions() {}

    /** Creates assertions about an execution. */
    public static ExecutionAssert assertThat(@Nullable LocalExecution actual) {
        return new ExecutionAssert(actual);
    }

    /**
     * Creates assertions about a cluster. Their messages show the compared values, including secrets.
     * {@link ExecutionAssert#launchedCluster} removes secrets from its messages.
     */
    public static ClusterAssert assertThat(@Nullable LocalCluster actual) {
        return new ClusterAssert(actual);
    }

    /** Creates assertions about a step. Their messages show the compared values, including secrets. */
    public static StepAssert assertThat(@Nullable LocalStep actual) {
        return new StepAssert(actual);
    }

    /** Creates assertions about a job run. Their messages show the compared values, including secrets. */
    public static JobRunAssert assertThat(@Nullable LocalJobRun actual) {
        return new JobRunAssert(actual);
    }

    /** Returns the condition that a duration is at most this long, for {@link ExecutionAssert#lasted}. */
    public static Condition<Duration> atMost(Duration longest) {
        return new Condition<>(duration -> duration.compareTo(longest) <= 0, "at most %s", Compared.duration(longest));
    }

    /** Returns the condition that a duration is at least this long, for {@link ExecutionAssert#lasted}. */
    public static Condition<Duration> atLeast(Duration shortest) {
        return new Condition<>(
                duration -> duration.compareTo(shortest) >= 0, "at least %s", Compared.duration(shortest));
    }
}
