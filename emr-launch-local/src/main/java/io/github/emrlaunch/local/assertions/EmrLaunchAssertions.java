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
 * The entry point of the assertions. It has those of AssertJ as well, so that a test needs one import:
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
 * <p>Whoever uses it has AssertJ ({@code org.assertj:assertj-core}) among the dependencies of the tests.
 */
public final class EmrLaunchAssertions extends Assertions {
    private EmrLaunchAssertions() {}

    /** Begins assertions about an execution. */
    public static ExecutionAssert assertThat(@Nullable LocalExecution actual) {
        return new ExecutionAssert(actual);
    }

    /**
     * Begins assertions about a cluster. Their messages show what they compare, secrets in it included;
     * {@link ExecutionAssert#launchedCluster} leaves secrets out.
     */
    public static ClusterAssert assertThat(@Nullable LocalCluster actual) {
        return new ClusterAssert(actual);
    }

    /** Begins assertions about a step. Their messages show what they compare, secrets in it included. */
    public static StepAssert assertThat(@Nullable LocalStep actual) {
        return new StepAssert(actual);
    }

    /** Begins assertions about a job run. Their messages show what they compare, secrets in it included. */
    public static JobRunAssert assertThat(@Nullable LocalJobRun actual) {
        return new JobRunAssert(actual);
    }

    /** A duration of at most this, for {@link ExecutionAssert#lasted}. */
    public static Condition<Duration> atMost(Duration longest) {
        return new Condition<>(duration -> duration.compareTo(longest) <= 0, "at most %s", Compared.duration(longest));
    }

    /** A duration of at least this, for {@link ExecutionAssert#lasted}. */
    public static Condition<Duration> atLeast(Duration shortest) {
        return new Condition<>(
                duration -> duration.compareTo(shortest) >= 0, "at least %s", Compared.duration(shortest));
    }
}
