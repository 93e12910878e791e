package io.github.emrlaunch.local.internal.page;

import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.iam.PolicyStatement;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import java.time.Instant;
import java.util.List;

/**
 * An execution and what came of it.
 *
 * @param now virtual time
 * @param executions the execution, then those that it started, and those that they started
 * @param decisions what the roles of these executions and of the functions that they invoked asked for, and what others asked
 *     for about the run's clusters
 * @param statements those of these roles' identity policies
 */
public record Run(
        Instant now,
        List<ExecutionSnapshot> executions,
        List<LocalCluster> clusters,
        List<LocalJobRun> jobRuns,
        List<DecidedCall> decisions,
        List<PolicyStatement> statements,
        List<Publication> messages) {
    public Run {
        executions = List.copyOf(executions);
        clusters = List.copyOf(clusters);
        jobRuns = List.copyOf(jobRuns);
        decisions = List.copyOf(decisions);
        statements = List.copyOf(statements);
        messages = List.copyOf(messages);
    }

    /** The execution that the page is about. */
    public ExecutionSnapshot main() {
        return executions.get(0);
    }
}
