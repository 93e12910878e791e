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

/** A cluster and what it went through. Every method is atomic. */
final class Cluster {
    /** Why a cluster is in its state; EMR gives a message without a code where nothing ended. */
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
     * A cluster that is starting.
     *
     * @param request as EMR reads it, nobody changes it
     * @param received the request as it came; nobody changes it
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

    /** The request as EMR reads it; nobody changes it. */
    ObjectNode request() {
        return request;
    }

    synchronized ClusterState state() {
        return state;
    }

    synchronized Reason reason() {
        return reason;
    }

    /** Goes on to a state, unless the cluster has been ended meanwhile or is there already. */
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

    /** Adds a step, which is pending. */
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

    /** Where the logs of a step go: what it says itself takes precedence over what its cluster says. */
    private @Nullable String logUri(JsonNode step) {
        String uri = AwsJson.text(
                step.path("StepMonitoringConfiguration").path("S3MonitoringConfiguration"),
                "LogUri",
                AwsJson.text(request, "LogUri", ""));
        return uri.isEmpty() ? null : uri.replaceFirst("/*$", "/") + id;
    }

    /** The steps in the order in which they were added. */
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

    /** How often the cluster has become idle: a period of idleness ends when this changes or the cluster is not waiting. */
    synchronized int idlePeriods() {
        return idlePeriods;
    }

    /** The policies are missing nodes where there are none. */
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

    /** The configurations of the groups or fleets that were added since the cluster was made, in their order. */
    synchronized List<JsonNode> addedInstances() {
        return List.copyOf(addedInstances);
    }

    synchronized void addInstances(JsonNode config) {
        addedInstances.add(config);
    }

    /** What was changed about an instance group or fleet since the cluster was made. */
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

    /** Begins to end the cluster, from whatever state it is in; false when it is ending already. */
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

    /** What ListClusters says about the cluster. */
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

    /** What DescribeCluster says about the cluster. */
    synchronized ObjectNode description() {
        return ClusterDescription.of(summary(), request, terminationProtected, tags, ready != null, placement)
                .put("StepConcurrencyLevel", stepConcurrency);
    }

    /** What the cluster has come to. */
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
