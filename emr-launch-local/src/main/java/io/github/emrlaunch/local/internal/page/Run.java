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
 * An execution and its effects.
 *
 * @param now the virtual time
 * @param executions the execution, followed by the executions that it started, directly or indirectly
 * @param clusters the clusters that it launched or used
 * @param launchedClusters the clusters that it launched
 * @param decisions the authorization decisions for calls of these executions, of the functions that they invoked and of their jobs, and
 *     for calls of others about the clusters that it launched
 * @param statements the statements of these roles' identity-based policies
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
    /** The number of entries that are shown at the start and at the end of a long list. */
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

    /** Returns the run with shortened lists. */
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

    /** Returns the executions except the main one. */
    List<ExecutionSnapshot> started() {
        return executions.subList(1, executions.size());
    }

    /** Returns the main execution of the page. */
    public ExecutionSnapshot main() {
        return executions.get(0);
    }
}
