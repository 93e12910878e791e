package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations for steps. */
final class StepOperations {
    private static final int PAGE = 50;
    private static final int MAX_LISTED_IDS = 10;

    private final Clusters clusters;
    private final VirtualClock clock;
    private final ClusterPermissions permissions;
    private final StepRuntimeRoles runtimeRoles;
    private final Lifecycle lifecycle;

    StepOperations(
            Clusters clusters,
            VirtualClock clock,
            ClusterPermissions permissions,
            StepRuntimeRoles runtimeRoles,
            Lifecycle lifecycle) {
        this.clusters = clusters;
        this.clock = clock;
        this.permissions = permissions;
        this.runtimeRoles = runtimeRoles;
        this.lifecycle = lifecycle;
    }

    Map<String, Operation> table() {
        return Map.of(
                "AddJobFlowSteps", new Operation(permissions::addSteps, this::addJobFlowSteps),
                "DescribeStep", onCluster("DescribeStep", this::describeStep),
                "ListSteps", onCluster("ListSteps", this::listSteps),
                "CancelSteps", onCluster("CancelSteps", this::cancelSteps),
                "ModifyCluster", onCluster("ModifyCluster", this::modifyCluster));
    }

    private Operation onCluster(String name, Operation.Handler handler) {
        return new Operation(permissions.cluster(name, "ClusterId"), handler);
    }

    private Cluster clusterOf(ObjectNode input) {
        return clusters.cluster(Inputs.required(input, "ClusterId"));
    }

    private JsonNode addJobFlowSteps(CallContext context, ObjectNode input) {
        Cluster cluster = clusters.find(Inputs.required(input, "JobFlowId"))
                .orElseThrow(() -> AwsException.validation("Specified job flow ID does not exist."));
        ObjectNode output = AwsJson.object();
        synchronized (cluster) {
            if (cluster.state().isEnding()) {
                throw AwsException.validation(
                        "A job flow that is shutting down, terminated, or finished may not be modified.");
            }
            StepRules.check(input.path("Steps"), cluster.stepConcurrency());
            StepRules.checkActive(cluster, input.path("Steps").size());
            String role = AwsJson.text(input, "ExecutionRoleArn");
            runtimeRoles.check(cluster.request(), role);
            ArrayNode ids = output.putArray("StepIds");
            for (JsonNode config : input.path("Steps")) {
                Step step = cluster.addStep((ObjectNode) config, role, clock.now());
                lifecycle.changed(cluster, step);
                ids.add(step.id());
            }
            lifecycle.steps().dispatch(cluster);
        }
        return output;
    }

    private JsonNode describeStep(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        output.set(
                "Step", step(clusterOf(input), Inputs.required(input, "StepId")).description());
        return output;
    }

    private static Step step(Cluster cluster, String id) {
        return cluster.step(id).orElseThrow(() -> notValid(id));
    }

    private static AwsException notValid(String stepId) {
        return Clusters.invalid("InvalidStep", "Step id '" + stepId + "' is not valid.");
    }

    /** Lists the steps. The newest step is first, unless the request has step ids. */
    private JsonNode listSteps(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        Set<String> states = Set.copyOf(Inputs.strings(input, "StepStates"));
        List<String> ids = Inputs.strings(input, "StepIds");
        if (!states.isEmpty() && !ids.isEmpty()) {
            throw Clusters.invalid("InvalidRequest", "You can not specify both StepIds and StepStates.");
        }
        if (ids.size() > MAX_LISTED_IDS) {
            throw Clusters.invalid(
                    "InvalidRequest", "At most " + MAX_LISTED_IDS + " StepIds may be specified, got: " + ids.size());
        }
        List<Step> steps = new ArrayList<>(
                ids.isEmpty()
                        ? cluster.steps()
                        : ids.stream().map(id -> step(cluster, id)).toList());
        if (ids.isEmpty()) {
            Collections.reverse(steps);
        }
        steps.removeIf(
                step -> !states.isEmpty() && !states.contains(step.state().name()));
        Page<Step> page = Clusters.page(steps, input, PAGE);
        ObjectNode output = AwsJson.object();
        ArrayNode summaries = output.putArray("Steps");
        page.elements().forEach(step -> summaries.add(step.summary()));
        if (page.next() != null) {
            output.put("Marker", page.next());
        }
        return output;
    }

    private JsonNode cancelSteps(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        List<String> ids = Inputs.requiredStrings(input, "StepIds");
        ObjectNode output = AwsJson.object();
        ArrayNode infos = output.putArray("CancelStepsInfoList");
        for (String id : ids) {
            @Nullable Step step = cluster.step(id).orElse(null);
            ObjectNode info = infos.addObject().put("StepId", id);
            if (step == null) {
                info.put("Status", "FAILED").put("Reason", "Step id '" + id + "' is not valid.");
            } else if (step.state().hasEnded()) {
                info.put("Status", "FAILED")
                        .put("Reason", "Step " + id + " is in the state " + step.state() + " and cannot be cancelled.");
            } else {
                lifecycle.steps().cancel(cluster, step);
                info.put("Status", "SUBMITTED");
            }
        }
        return output;
    }

    private JsonNode modifyCluster(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        int concurrency = input.path("StepConcurrencyLevel").asInt(cluster.stepConcurrency());
        StepRules.checkConcurrency(concurrency);
        if (cluster.state().isEnding()) {
            throw Clusters.invalid(
                    "InvalidRequest", "A job flow that is shutting down, terminated, or finished may not be modified.");
        }
        cluster.setStepConcurrency(concurrency);
        lifecycle.steps().dispatch(cluster);
        return AwsJson.object().put("StepConcurrencyLevel", concurrency);
    }
}
