package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step with its state. Every method is atomic. */
final class Step {
    /** The action when a step without the setting fails. Believed, because AWS documents no default. */
    static final String DEFAULT_ACTION_ON_FAILURE = "TERMINATE_CLUSTER";

    private static final String STDERR = "stderr";

    private final String id;
    private final ObjectNode config;
    private final @Nullable String executionRoleArn;
    private final @Nullable String logUri;
    private final Instant created;
    private StepState state = StepState.PENDING;
    private String message = "";
    private @Nullable String failure;
    private @Nullable Instant started;
    private @Nullable Instant ended;
    private @Nullable JobResult job;

    /**
     * Creates a pending step.
     *
     * @param config the step in the request; not modified
     * @param logUri the log location of the cluster, without a slash at the end; null without one
     */
    Step(String id, ObjectNode config, @Nullable String executionRoleArn, @Nullable String logUri, Instant created) {
        this.id = id;
        this.config = config;
        this.executionRoleArn = executionRoleArn;
        this.logUri = logUri;
        this.created = created;
    }

    String id() {
        return id;
    }

    String name() {
        return config.get("Name").asText();
    }

    String jar() {
        return config.get("HadoopJarStep").get("Jar").asText();
    }

    List<String> arguments() {
        return Inputs.strings(config.get("HadoopJarStep"), "Args");
    }

    JsonNode hadoopJar() {
        return config.get("HadoopJarStep");
    }

    /** Returns the log location of the step; null without one. */
    @Nullable String logFolder() {
        return logUri == null ? null : logUri + "/steps/" + id;
    }

    @Nullable String executionRoleArn() {
        return executionRoleArn;
    }

    /** Returns the action when the step fails. Without the setting, EMR terminates the cluster. */
    String actionOnFailure() {
        return AwsJson.text(config, "ActionOnFailure", DEFAULT_ACTION_ON_FAILURE);
    }

    synchronized StepState state() {
        return state;
    }

    synchronized @Nullable Instant started() {
        return started;
    }

    synchronized Instant lastChange() {
        return ended == null ? created : ended;
    }

    synchronized void start(Instant now) {
        state = StepState.RUNNING;
        started = now;
    }

    synchronized void beginCancellation() {
        state = StepState.CANCEL_PENDING;
    }

    /** Records the result of the step's job. */
    synchronized void setJob(JobResult result) {
        job = result;
    }

    /** Returns whether a job should have run for the step but was simulated. */
    synchronized boolean wasSimulated() {
        return job != null && job.outcome() == JobResult.Outcome.SIMULATED;
    }

    /** Ends the step, unless it has already ended. */
    synchronized boolean end(StepState last, String why, Instant now) {
        if (state.hasEnded()) {
            return false;
        }
        state = last;
        message = why;
        ended = now;
        return true;
    }

    /** Ends the step as failed. The message is the one that EMR found in its log. */
    synchronized boolean fail(String why, Instant now) {
        if (!end(StepState.FAILED, "", now)) {
            return false;
        }
        failure = why;
        return true;
    }

    /** Returns a checkpoint of the step. */
    synchronized Checkpoint checkpoint() {
        StepState thenState = state;
        String thenMessage = message;
        @Nullable String thenFailure = failure;
        @Nullable Instant thenStarted = started;
        @Nullable Instant thenEnded = ended;
        @Nullable JobResult thenJob = job;
        return () -> {
            synchronized (this) {
                state = thenState;
                message = thenMessage;
                failure = thenFailure;
                started = thenStarted;
                ended = thenEnded;
                job = thenJob;
            }
        };
    }

    synchronized LocalStep snapshot() {
        return new LocalStep(
                id,
                name(),
                config.deepCopy(),
                state.name(),
                failure == null ? message : failure,
                executionRoleArn,
                started,
                ended,
                job);
    }

    /** Returns the step in the format of ListSteps. */
    synchronized ObjectNode summary() {
        ObjectNode summary = AwsJson.object().put("Id", id).put("Name", name());
        summary.set("Config", described());
        summary.put("ActionOnFailure", actionOnFailure());
        ObjectNode status = summary.putObject("Status").put("State", state.name());
        ObjectNode reason = status.putObject("StateChangeReason");
        if (!message.isEmpty()) {
            reason.put("Message", message);
        }
        if (failure != null) {
            ObjectNode details = status.putObject("FailureDetails")
                    .put("Reason", "Unknown Error.")
                    .put("Message", failure);
            failureLog().ifPresent(name -> details.put("LogFile", logFolder() + "/" + name + ".gz"));
        }
        ObjectNode timeline = status.putObject("Timeline").put("CreationDateTime", AwsJson.timestamp(created));
        if (started != null) {
            timeline.put("StartDateTime", AwsJson.timestamp(started));
        }
        if (ended != null) {
            timeline.put("EndDateTime", AwsJson.timestamp(ended));
        }
        return summary;
    }

    /** Returns the name of the log with the failure. A job that could not start has no standard error, and perhaps no log. */
    private synchronized Optional<String> failureLog() {
        if (logUri == null) {
            return Optional.empty();
        }
        Set<String> written =
                job == null || wasSimulated() ? Set.of(STDERR) : job.logs().keySet();
        return Stream.of(STDERR, "controller").filter(written::contains).findFirst();
    }

    /** Returns the step in the format of DescribeStep. */
    ObjectNode description() {
        ObjectNode description = summary();
        if (executionRoleArn != null) {
            description.put("ExecutionRoleArn", executionRoleArn);
        }
        return description;
    }

    /** Returns the configuration with properties as a map. In a request, they are a list. */
    private ObjectNode described() {
        JsonNode jar = config.get("HadoopJarStep");
        ObjectNode described = AwsJson.object().put("Jar", jar.get("Jar").asText());
        ObjectNode properties = described.putObject("Properties");
        jar.path("Properties")
                .forEach(property ->
                        properties.put(AwsJson.text(property, "Key", ""), AwsJson.text(property, "Value", "")));
        if (AwsJson.has(jar, "MainClass")) {
            described.set("MainClass", jar.get("MainClass"));
        }
        described.set("Args", AwsJson.has(jar, "Args") ? jar.get("Args").deepCopy() : AwsJson.array());
        return described;
    }
}
