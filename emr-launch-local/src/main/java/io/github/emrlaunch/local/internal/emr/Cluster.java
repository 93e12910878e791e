package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster with its state. Every method is atomic. */
final class Cluster {
    /** The reason for the state of a cluster. EMR sets a message without a code unless the cluster terminates. */
    record Reason(@Nullable String code, String message) {}

    private final String id;
    private final String arn;
    private final ObjectNode request;
    private final ObjectNode received;
    private final Instant created;
    private final ClusterNetwork placement;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private ClusterState state = ClusterState.STARTING;
    private Reason reason = new Reason(null, "");
    private final List<Step> steps = new ArrayList<>();
    private final List<JsonNode> addedInstances = new ArrayList<>();
    private final Map<String, Resize> resizes = new HashMap<>();
    private boolean terminationProtected;
    private int stepConcurrency;
    private JsonNode autoTermination;
    private JsonNode managedScaling;
    private int idlePeriods;
    private @Nullable Instant ready;
    private @Nullable Instant ended;

    /**
     * Creates a cluster that is starting.
     *
     * @param request the request as EMR reads it; not modified
     * @param received the request as it was received; not modified
     */
    Cluster(String id, String arn, ObjectNode request, ObjectNode received, Instant created, ClusterNetwork placement) {
        this.id = id;
        this.arn = arn;
        this.request = request;
        this.received = received;
        this.created = created;
        this.placement = placement;
        this.terminationProtected =
                request.path("Instances").path("TerminationProtected").asBoolean();
        this.stepConcurrency = request.path("StepConcurrencyLevel").asInt(1);
        this.autoTermination = request.path("AutoTerminationPolicy");
        this.managedScaling = request.path("ManagedScalingPolicy");
        request.path("Tags").forEach(this::putTag);
        request.path("Steps")
                .forEach(step -> addStep((ObjectNode) step, AwsJson.text(request, "StepExecutionRoleArn"), created));
    }

    String id() {
        return id;
    }

    String arn() {
        return arn;
    }

    String name() {
        return request.get("Name").asText();
    }

    Instant created() {
        return created;
    }

    /** Returns the request as EMR reads it. It must not be modified. */
    ObjectNode request() {
        return request;
    }

    synchronized ClusterState state() {
        return state;
    }

    synchronized Reason reason() {
        return reason;
    }

    /** Moves the cluster from one state to another, unless it has left the first state. */
    synchronized boolean advance(ClusterState from, ClusterState to, Reason why, Instant now) {
        if (state != from) {
            return false;
        }
        state = to;
        reason = why;
        if (ready == null && (to == ClusterState.WAITING || to == ClusterState.RUNNING)) {
            ready = now;
        }
        if (to.hasEnded()) {
            ended = now;
        }
        if (to == ClusterState.WAITING) {
            idlePeriods++;
        }
        return true;
    }

    /** Adds a pending step. */
    synchronized Step addStep(ObjectNode config, @Nullable String executionRoleArn, Instant now) {
        Step step = new Step(
                "s-" + Ids.alphanumeric(id + "/step/" + steps.size(), 13),
                config.deepCopy(),
                executionRoleArn,
                logUri(config),
                now);
        steps.add(step);
        return step;
    }

    /** Returns the log URI of a step: its own setting or else the setting of the cluster. */
    private @Nullable String logUri(JsonNode step) {
        String uri = AwsJson.text(
                step.path("StepMonitoringConfiguration").path("S3MonitoringConfiguration"),
                "LogUri",
                AwsJson.text(request, "LogUri", ""));
        return uri.isEmpty() ? null : uri.replaceFirst("/*$", "/") + id;
    }

    /** Returns the steps in the order in which they were added. */
    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    Optional<Step> step(String stepId) {
        return steps().stream().filter(step -> step.id().equals(stepId)).findFirst();
    }

    synchronized int stepConcurrency() {
        return stepConcurrency;
    }

    synchronized void setStepConcurrency(int value) {
        stepConcurrency = value;
    }

    /** Returns how often the cluster has become idle. An idle period ends when this number changes or the cluster is not WAITING. */
    synchronized int idlePeriods() {
        return idlePeriods;
    }

    /** Returns the auto-termination policy; a missing node when there is none. */
    synchronized JsonNode autoTermination() {
        return autoTermination;
    }

    synchronized void setAutoTermination(JsonNode policy) {
        autoTermination = policy;
    }

    synchronized JsonNode managedScaling() {
        return managedScaling;
    }

    synchronized void setManagedScaling(JsonNode policy) {
        managedScaling = policy;
    }

    /** Returns the configurations of the groups or fleets that were added after the creation of the cluster, in order. */
    synchronized List<JsonNode> addedInstances() {
        return List.copyOf(addedInstances);
    }

    synchronized void addInstances(JsonNode config) {
        addedInstances.add(config);
    }

    /** Returns the last resize of an instance group or fleet. */
    synchronized Optional<Resize> resize(String instancesId) {
        return Optional.ofNullable(resizes.get(instancesId));
    }

    synchronized boolean isResizing() {
        return resizes.values().stream().anyMatch(resize -> !resize.done());
    }

    synchronized void setResize(String instancesId, Resize resize) {
        resizes.put(instancesId, resize);
    }

    boolean isKeptAlive() {
        return request.get("Instances").path("KeepJobFlowAliveWhenNoSteps").asBoolean();
    }

    /** Starts the termination of the cluster in any state. Returns false when it is already terminating. */
    synchronized boolean beginTermination(Reason why) {
        if (state.isEnding()) {
            return false;
        }
        state = ClusterState.TERMINATING;
        reason = why;
        return true;
    }

    synchronized boolean isTerminationProtected() {
        return terminationProtected;
    }

    synchronized void setTerminationProtected(boolean value) {
        terminationProtected = value;
    }

    synchronized Map<String, String> tags() {
        return Map.copyOf(tags);
    }

    synchronized void removeTag(String key) {
        tags.remove(key);
    }

    synchronized void putTag(JsonNode tag) {
        tags.put(AwsJson.text(tag, "Key", ""), AwsJson.text(tag, "Value", ""));
    }

    synchronized LocalCluster snapshot() {
        return new LocalCluster(
                id,
                name(),
                received.deepCopy(),
                state.name(),
                reason.message(),
                tags,
                steps.stream().map(Step::snapshot).toList(),
                created,
                ready,
                ended);
    }

    /** Returns the cluster in the format of ListClusters. */
    synchronized ObjectNode summary() {
        ObjectNode summary = AwsJson.object().put("Id", id).put("Name", name());
        ObjectNode status = summary.putObject("Status").put("State", state.name());
        ObjectNode why = status.putObject("StateChangeReason");
        if (reason.code() != null) {
            why.put("Code", reason.code());
        }
        if (!reason.message().isEmpty()) {
            why.put("Message", reason.message());
        }
        ObjectNode timeline = status.putObject("Timeline").put("CreationDateTime", AwsJson.timestamp(created));
        if (ready != null) {
            timeline.put("ReadyDateTime", AwsJson.timestamp(ready));
        }
        if (ended != null) {
            timeline.put("EndDateTime", AwsJson.timestamp(ended));
        }
        return summary.put("NormalizedInstanceHours", 0).put("ClusterArn", arn);
    }

    /** Returns the cluster in the format of DescribeCluster. */
    synchronized ObjectNode description() {
        return ClusterDescription.of(summary(), request, terminationProtected, tags, ready != null, placement)
                .put("StepConcurrencyLevel", stepConcurrency);
    }

    /** Returns a checkpoint of the cluster. */
    synchronized Checkpoint checkpoint() {
        Checkpoint collections = Checkpoints.all(
                Checkpoints.of(tags),
                Checkpoints.of(steps, Step::checkpoint),
                Checkpoints.of(addedInstances),
                Checkpoints.of(resizes));
        ClusterState thenState = state;
        Reason thenReason = reason;
        boolean thenProtected = terminationProtected;
        int thenConcurrency = stepConcurrency;
        JsonNode thenAutoTermination = autoTermination;
        JsonNode thenManagedScaling = managedScaling;
        int thenIdlePeriods = idlePeriods;
        @Nullable Instant thenReady = ready;
        @Nullable Instant thenEnded = ended;
        return () -> {
            synchronized (this) {
                collections.restore();
                state = thenState;
                reason = thenReason;
                terminationProtected = thenProtected;
                stepConcurrency = thenConcurrency;
                autoTermination = thenAutoTermination;
                managedScaling = thenManagedScaling;
                idlePeriods = thenIdlePeriods;
                ready = thenReady;
                ended = thenEnded;
            }
        };
    }
}
