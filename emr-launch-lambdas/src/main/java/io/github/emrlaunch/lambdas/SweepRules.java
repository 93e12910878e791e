package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.Verdict.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which clusters are left. Only an execution that ended at least ten minutes ago results in a termination: at that time events
 * have been processed, a redriven execution is running again, and Step Functions returns its latest state. An execution of
 * unknown state has no effect.
 */
final class SweepRules {
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final CleanUpSettings settings;
    private final Executions executions;
    private final Instant latestEnd;

    /** @param time the scheduled time of the sweep */
    SweepRules(CleanUpSettings settings, Executions executions, Instant time) {
        this.settings = settings;
        this.executions = executions;
        this.latestEnd = time.minus(GRACE);
    }

    /** Returns the latest end of executions in the sweep. */
    Instant latestEnd() {
        return latestEnd;
    }

    /** Returns the verdict on a cluster: by its launch if it belongs to the stack, otherwise by the pipeline that started the launch. */
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
            return new Verdict(Kind.KEEP, cluster.execution(), "its launch function keeps clusters");
        }
        if (launch.isUnknown()) {
            return new Verdict(
                    Kind.UNDECIDED,
                    cluster.execution(),
                    "The state of its launch is unknown: " + launch.unknownBecause());
        }
        if (!launch.endedBy(latestEnd)) {
            return new Verdict(Kind.KEEP, cluster.execution(), "its launch is running, or ended recently");
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
     * Returns the pipeline execution that started a launch; empty if there is none. The input of a launch can be forged: the execution in
     * the input is confirmed
     * if the launch's name is its digest.
     */
    private static Optional<String> runOf(String launchArn, ExecutionState launch) {
        String run = launch.input(PipelineLaunch.STARTED_BY);
        return !run.isEmpty() && PipelineLaunch.isOf(run, launchArn) ? Optional.of(run) : Optional.empty();
    }

    /** The role may only describe the executions of this stack's pipelines. Those of another stack are left to its sweep. */
    private Verdict ofRun(String runArn, Verdict otherwise) {
        ExecutionState run = executions.find(runArn);
        if (run.isForbidden()) {
            return otherwise;
        }
        if (run.isUnknown()) {
            return new Verdict(
                    Kind.UNDECIDED, runArn, "The state of the run of its pipeline is unknown: " + run.unknownBecause());
        }
        return run.isFailure() && run.endedBy(latestEnd)
                ? new Verdict(Kind.END, runArn, "the run of its pipeline ended with " + run.status())
                : otherwise;
    }
}
