package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.ClusterStep;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.StartedJobRun;
import io.github.emrlaunch.client.StepClient;
import io.github.emrlaunch.definitions.NearestNames;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The execution or cluster whose steps a command shows.
 *
 * @param text the argument of the command
 * @param launch the execution; null for a cluster
 */
record WorkTarget(String text, @Nullable Launch launch) {
    private static final Pattern CLUSTER = Pattern.compile("j-[A-Z0-9]+");

    /** Whether a text is the id of a cluster. */
    static boolean isCluster(String text) {
        return CLUSTER.matcher(text).matches();
    }

    /**
     * Parses the argument of a command.
     *
     * @param executions parses an execution, in its short form or as an ARN
     */
    static WorkTarget of(String text, Function<String, Launch> executions) {
        if (isCluster(text)) {
            return new WorkTarget(text, null);
        }
        if (!ExecutionTexts.isOne(text)) {
            throw new IllegalArgumentException(
                    "'EXECUTION|CLUSTER' must be STATE_MACHINE:NAME or the ARN of an execution, or the id of a cluster, j-…, got: "
                            + text);
        }
        return new WorkTarget(text, executions.apply(text));
    }

    List<ClusterStep> steps(StepClient client) {
        return launch == null ? client.of(text) : client.of(launch);
    }

    List<StartedJobRun> jobs(StepClient client) {
        return launch == null ? List.of() : client.jobs(launch);
    }

    /**
     * Returns the step with an id or a name.
     *
     * @param asked the id or name; null if there is only one step
     */
    ClusterStep step(List<ClusterStep> steps, @Nullable String asked) {
        if (asked == null && steps.size() == 1) {
            return steps.get(0);
        }
        if (steps.isEmpty()) {
            throw new NoSuchStepException("%s has no step".formatted(this));
        }
        List<String> names = steps.stream().map(ClusterStep::name).distinct().toList();
        if (asked == null) {
            throw new IllegalArgumentException(
                    "%s has %d steps; name one: %s".formatted(this, steps.size(), String.join(", ", names)));
        }
        List<ClusterStep> meant = steps.stream()
                .filter(step -> asked.equals(step.id()) || asked.equals(step.name()))
                .toList();
        if (!meant.isEmpty()) {
            // The last one with the name.
            return meant.get(meant.size() - 1);
        }
        List<String> near = NearestNames.to(asked, names);
        throw new NoSuchStepException("%s has no step '%s'%s"
                .formatted(
                        this,
                        asked,
                        near.isEmpty()
                                ? "; it has " + String.join(", ", names)
                                : ". Did you mean %s?".formatted(near.get(0))));
    }

    /**
     * Returns the job run with an id.
     *
     * @param asked the id; null for the last job run
     */
    StartedJobRun job(List<StartedJobRun> jobs, @Nullable String asked) {
        return jobs.stream()
                .filter(job -> asked == null || asked.equals(job.id()))
                .reduce((before, last) -> last)
                .orElseThrow(() -> new NoSuchStepException("%s has no job run '%s'; it has %s"
                        .formatted(
                                this,
                                asked,
                                jobs.stream().map(StartedJobRun::id).collect(Collectors.joining(", ")))));
    }

    @Override
    public String toString() {
        return launch == null ? "Cluster " + text : "Execution " + launch.executionName();
    }
}
