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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An execution that has ended, with its clusters, job runs, messages and permissions.
 *
 * <p>How it ended never changes. What came of it, such as {@link #clusters()}, is looked at when it is asked for: then a cluster may
 * be gone that the execution left running, see {@link #awaitCleanUp()}. It includes what the executions did that this one started.
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

    /** The execution's ARN. */
    public String arn() {
        return snapshot.arn();
    }

    /** The execution's name, the last part of its ARN. */
    public String name() {
        return snapshot.name();
    }

    /** The name of its state machine. */
    public String stateMachineName() {
        return snapshot.machineName();
    }

    /** SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
    public String status() {
        return snapshot.status();
    }

    /** Whether the status is {@code SUCCEEDED}. */
    public boolean succeeded() {
        return status().equals("SUCCEEDED");
    }

    /** JSON text. */
    public String input() {
        return snapshot.input();
    }

    /** JSON text, null unless it succeeded. */
    public @Nullable String output() {
        return snapshot.output();
    }

    /** Null unless it failed or was stopped with one. */
    public @Nullable String error() {
        return snapshot.error();
    }

    /** Null unless it failed or was stopped with one. */
    public @Nullable String cause() {
        return snapshot.cause();
    }

    /** When it was started, in virtual time. */
    public Instant started() {
        return snapshot.started();
    }

    /** When it ended, in virtual time. */
    public Instant ended() {
        return Objects.requireNonNull(snapshot.stopped());
    }

    /** How long it took, in virtual time. */
    public Duration duration() {
        return Duration.between(started(), ended());
    }

    /** The events, each in the shape of GetExecutionHistory. */
    public List<JsonNode> history() {
        return snapshot.history();
    }

    /**
     * The names of all states of its state machine, those within Map and Parallel states included. Those within a Distributed Map are
     * not: they are of child executions, of which the local emulator keeps no history.
     */
    public List<String> stateNames() {
        return RunText.stateNames(snapshot);
    }

    /** The visits of its states in the order in which they were entered, those within Map and Parallel states included. */
    public List<VisitedState> visits() {
        return RunText.visits(snapshot);
    }

    /**
     * The clusters that it launched, by its own tasks or by the functions that it invoked, and those that have its ARN as the value
     * of a tag; in the order of their creation, those that have ended included.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public List<LocalCluster> launchedClusters() {
        return run().launchedClusters();
    }

    /**
     * The clusters that it launched, and those that were there before and that it used, with the steps that it added to them.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public List<LocalCluster> clusters() {
        return run().clusters();
    }

    /**
     * The job runs of EMR Serverless that it started, in the order of their creation.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public List<LocalJobRun> jobRuns() {
        return run().jobRuns();
    }

    /**
     * The messages that it published to SNS topics, by its own tasks or by the functions that it invoked, and those that name it, as
     * messages about its end do; in their order. What SNS refused is no message.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public List<Publication> publications() {
        return run().messages();
    }

    /** The ARNs of the topics that there are. */
    public List<String> topics() {
        return pages.topics();
    }

    /**
     * The permissions that calls of its state machine's role, of the functions that it invoked and of the jobs of its steps and job
     * runs were checked for, in the order of the calls; and what others asked for about the clusters that it launched, as a clean-up
     * does.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public List<Authorization> authorizations() {
        return run().decisions().stream().map(DecidedCall::authorization).toList();
    }

    /**
     * What happened when, in about 60 lines: states with virtual times, clusters, steps, job runs, messages, denied calls, and the
     * errors; of one that did not succeed also what {@linkplain Deployment#missing() is not there}. Values of secrets are left out as they are on {@link LocalAws#runPage the page of a run}.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public String timeline() {
        return pages.timeline(snapshot);
    }

    /**
     * The page of this run as an HTML file that needs nothing besides, see {@link LocalAws#runPage}.
     *
     * @throws IllegalStateException when the local emulator has forgotten the execution
     */
    public String page() {
        return pages.page(snapshot);
    }

    /** A text without the values of secrets that the local emulator holds; {@code (secret)} stands where one was. */
    public String withoutSecrets(String text) {
        return pages.redaction().apply(text);
    }

    /**
     * Waits, in real time, until what the end of this execution set off is done: rules, their functions, messages. The clock is not
     * advanced: a cluster that was told to end is TERMINATING after it, and {@link LocalCluster#isAlive} is false.
     *
     * @throws IllegalStateException when this thread holds the clock by a worker of its own, which it must close first
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
