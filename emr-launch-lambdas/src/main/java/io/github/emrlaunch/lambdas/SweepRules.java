package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.Verdict.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which clusters are left over. Only an execution that ended ten minutes ago or earlier ends a cluster: by then the events
 * have done their work, an execution that was redriven runs again, and Step Functions answers with its latest state. What
 * Step Functions doesn't tell of ends nothing.
 */
final class SweepRules {
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final CleanUpSettings settings;
    private final Executions executions;
    private final Instant latestEnd;

    /** @param time when the sweep was due */
    SweepRules(CleanUpSettings settings, Executions executions, Instant time) {
        this.settings = settings;
        this.executions = executions;
        this.latestEnd = time.minus(GRACE);
    }

    /** The latest end that the sweep looks at. */
    Instant latestEnd() {
        return latestEnd;
    }

    /** The verdict on a cluster: by its launch where that is the stack's, else by the pipeline that made the launch. */
    Verdict of(LaunchedCluster cluster) {
        ExecutionState launch = executions.find(cluster.execution());
        Verdict own = isOfStack(cluster)
                ? ofLaunch(cluster, launch)
                : new Verdict(Kind.KEEP, cluster.execution(), "another stack launched it");
        Optional<String> run = runOf(cluster.execution(), launch);
        return own.kind() == Kind.KEEP && run.isPresent() ? ofRun(run.get(), own) : own;
    }

    private boolean isOfStack(LaunchedCluster cluster) {
        return cluster.launchFunction().startsWith(settings.stack() + "/");
    }

    private Verdict ofLaunch(LaunchedCluster cluster, ExecutionState launch) {
        if (settings.kept().contains(cluster.launchFunctionName())) {
            return new Verdict(Kind.KEEP, cluster.execution(), "its launch function leaves clusters");
        }
        if (launch.isUnknown()) {
            return new Verdict(
                    Kind.UNDECIDED,
                    cluster.execution(),
                    "Step Functions does not tell of its launch: " + launch.unknownBecause());
        }
        if (!launch.endedBy(latestEnd)) {
            return new Verdict(Kind.KEEP, cluster.execution(), "its launch goes on, or ended a moment ago");
        }
        if (launch.isFailure()) {
            return new Verdict(Kind.END, cluster.execution(), "its launch ended with " + launch.status());
        }
        String launched = launch.launchedClusterId();
        return launched.isEmpty() || launched.equals(cluster.id())
                ? new Verdict(Kind.KEEP, cluster.execution(), "its launch succeeded")
                : new Verdict(Kind.END, cluster.execution(), "its launch succeeded with another cluster, " + launched);
    }

    /**
     * The run of a pipeline that made a launch; empty when none did. Whoever starts a launch chooses its input: that the launch's
     * name is the digest of what the input says proves it.
     */
    private static Optional<String> runOf(String launchArn, ExecutionState launch) {
        String run = launch.input(PipelineLaunch.STARTED_BY);
        return !run.isEmpty() && PipelineLaunch.isOf(run, launchArn) ? Optional.of(run) : Optional.empty();
    }

    /** The role may describe the runs of this stack's pipelines only; those of another stack are for that one's sweep. */
    private Verdict ofRun(String runArn, Verdict otherwise) {
        ExecutionState run = executions.find(runArn);
        if (run.isForbidden()) {
            return otherwise;
        }
        if (run.isUnknown()) {
            return new Verdict(
                    Kind.UNDECIDED,
                    runArn,
                    "Step Functions does not tell of the run of its pipeline: " + run.unknownBecause());
        }
        return run.isFailure() && run.endedBy(latestEnd)
                ? new Verdict(Kind.END, runArn, "the run of its pipeline ended with " + run.status())
                : otherwise;
    }
}
