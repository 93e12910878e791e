package io.github.emrlaunch.local.internal.page;

import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.iam.PolicyStatement;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An execution and what came of it.
 *
 * @param now virtual time
 * @param executions the execution, then those that it started, and those that they started
 * @param clusters those that it launched or used
 * @param launchedClusters those that were not there before
 * @param decisions what was asked for in calls of these executions, of the functions that they invoked and of their jobs, and what
 *     others asked for about the clusters that it launched
 * @param statements those of these roles' identity policies
 */
public record Run(
        Instant now,
        List<ExecutionSnapshot> executions,
        List<LocalCluster> clusters,
        List<LocalCluster> launchedClusters,
        List<LocalJobRun> jobRuns,
        List<DecidedCall> decisions,
        List<PolicyStatement> statements,
        List<Publication> messages) {
    /** How many at each end are shown of what there are many. */
    static final int EACH_END = 20;

    public Run {
        executions = List.copyOf(executions);
        clusters = List.copyOf(clusters);
        launchedClusters = List.copyOf(launchedClusters);
        jobRuns = List.copyOf(jobRuns);
        decisions = List.copyOf(decisions);
        statements = List.copyOf(statements);
        messages = List.copyOf(messages);
    }

    /** The same run with the first and the last few of what it has many of: nobody reads a thousand. */
    Run shortened() {
        List<ExecutionSnapshot> few = new ArrayList<>(List.of(main()));
        few.addAll(ends(started()));
        return new Run(
                now, few, ends(clusters), launchedClusters, ends(jobRuns), decisions, statements, ends(messages));
    }

    private static <T> List<T> ends(List<T> all) {
        return all.size() <= 2 * EACH_END
                ? all
                : Stream.concat(all.stream().limit(EACH_END), all.stream().skip(all.size() - EACH_END))
                        .toList();
    }

    /** The executions but the one that the page is about. */
    List<ExecutionSnapshot> started() {
        return executions.subList(1, executions.size());
    }

    /** The execution that the page is about. */
    public ExecutionSnapshot main() {
        return executions.get(0);
    }
}
