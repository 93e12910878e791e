package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.page.Run;
import io.github.emrlaunch.local.internal.page.RunText;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution, with its clusters, job runs, messages and permissions.
 *
 * <p>The status, the result and the history are those at the time of the call that returned this object: an execution that was running
 * keeps the status RUNNING, and {@link LocalAws#awaitExecution} returns its end. Its effects, such as {@link #clusters()}, are read on
 * each call. A cluster that the execution left running may be terminated by then, see {@link #awaitCleanUp()}. The effects include those
 * of the executions that this one started.
 */
public final class LocalExecution {
    private final ExecutionSnapshot snapshot;
    private final RunPages pages;
    private final VirtualClock clock;

    LocalExecution(ExecutionSnapshot snapshot, RunPages pages, VirtualClock clock) {
        this.snapshot = snapshot;
        this.pages = pages;
        this.clock = clock;
    }

    /** Returns the ARN of the execution. */
    public String arn() {
        return snapshot.arn();
    }

    /** Returns the name of the execution, the last part of its ARN. */
    public String name() {
        return snapshot.name();
    }

    /** Returns the name of its state machine. */
    public String stateMachineName() {
        return snapshot.machineName();
    }

    /** Returns the status: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
    public String status() {
        return snapshot.status();
    }

    /** Returns whether the status is {@code SUCCEEDED}. */
    public boolean succeeded() {
        return status().equals("SUCCEEDED");
    }

    /** Returns the input as JSON text. */
    public String input() {
        return snapshot.input();
    }

    /** Returns the output as JSON text; null unless it succeeded. */
    public @Nullable String output() {
        return snapshot.output();
    }

    /** Returns the error; null unless it failed or was stopped with an error. */
    public @Nullable String error() {
        return snapshot.error();
    }

    /** Returns the cause; null unless it failed or was stopped with a cause. */
    public @Nullable String cause() {
        return snapshot.cause();
    }

    /** Returns the start time, in virtual time. */
    public Instant started() {
        return snapshot.started();
    }

    /**
     * Returns the end time, in virtual time.
     *
     * @throws IllegalStateException when it was running
     */
    public Instant ended() {
        Instant stopped = snapshot.stopped();
        if (stopped == null) {
            throw new IllegalStateException(
                    "The execution " + arn() + " was running. LocalAws.awaitExecution(arn) waits for its end");
        }
        return stopped;
    }

    /**
     * Returns the duration, in virtual time.
     *
     * @throws IllegalStateException when it was running
     */
    public Duration duration() {
        return Duration.between(started(), ended());
    }

    /** Returns the events, each in the format of GetExecutionHistory. */
    public List<JsonNode> history() {
        return snapshot.history();
    }

    /**
     * Returns the names of all states of its state machine, including states in Map and Parallel states. States in a Distributed Map are
     * not included: they belong to child executions, and the local emulator keeps no history of these.
     */
    public List<String> stateNames() {
        return RunText.stateNames(snapshot);
    }

    /** Returns the visits of its states in the order in which they were entered, including states in Map and Parallel states. */
    public List<VisitedState> visits() {
        return RunText.visits(snapshot);
    }

    /**
     * Returns the clusters that its tasks or the functions that it invoked launched, and the clusters that have its ARN as a tag value.
     * They are in the order of their creation and include terminated clusters.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public List<LocalCluster> launchedClusters() {
        return run().launchedClusters();
    }

    /**
     * Returns the clusters that it launched, and the existing clusters that it used, with the steps that it added to them.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public List<LocalCluster> clusters() {
        return run().clusters();
    }

    /**
     * Returns the EMR Serverless job runs that it started, in the order of their creation.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public List<LocalJobRun> jobRuns() {
        return run().jobRuns();
    }

    /**
     * Returns the messages that its tasks or the functions that it invoked published to SNS topics, and the messages that name it, such
     * as messages about its end, in order. Messages that SNS rejected are not included.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public List<Publication> publications() {
        return run().messages();
    }

    /** Returns the ARNs of the existing topics. */
    public List<String> topics() {
        return pages.topics();
    }

    /**
     * Returns the permission checks for the role of its state machine, for the functions that it invoked and for the jobs of its steps
     * and job runs, in the order of the calls. The list also has the checks of other callers for the clusters that it launched, such as
     * those of a clean-up.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public List<Authorization> authorizations() {
        return run().decisions().stream().map(DecidedCall::authorization).toList();
    }

    /**
     * Returns a timeline of about 60 lines: states with virtual times, clusters, steps, job runs, messages, denied calls and
     * errors. When the execution did not succeed, it also lists {@linkplain Deployment#missing() missing resources}. The values of
     * secrets
     * are removed, as on {@link LocalAws#runPage the page of a run}.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public String timeline() {
        return pages.timeline(snapshot);
    }

    /**
     * Returns the page of this run as a self-contained HTML file, see {@link LocalAws#runPage}.
     *
     * @throws IllegalStateException when the local emulator no longer has the execution
     */
    public String page() {
        return pages.page(snapshot);
    }

    /** Replaces the values of secrets that the local emulator holds with {@code (secret)}. */
    public String withoutSecrets(String text) {
        return pages.redaction().apply(text);
    }

    /**
     * Waits, in real time, until the actions that the end of this execution triggered are complete: rules, their functions, messages.
     * The clock is not advanced: a cluster that should terminate is TERMINATING afterwards, and {@link LocalCluster#isAlive} is false.
     *
     * @throws IllegalStateException when this thread holds the clock with a worker, which it must close first
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitCleanUp() throws InterruptedException {
        LocalAws.awaitIdle(clock);
    }

    private Run run() {
        return pages.run(snapshot);
    }

    @Override
    public String toString() {
        return stateMachineName() + " execution " + name() + " " + status();
    }
}
