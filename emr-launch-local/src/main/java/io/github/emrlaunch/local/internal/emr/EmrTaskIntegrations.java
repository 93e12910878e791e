package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.tasks.OptimizedTask;
import io.github.emrlaunch.local.internal.tasks.Polling;
import io.github.emrlaunch.local.internal.tasks.ServiceCalls;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import io.github.emrlaunch.states.TaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The optimized integrations of EMR, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">connect-emr</a>.
 */
final class EmrTaskIntegrations {
    private static final String KEEP_ALIVE = "KeepJobFlowAliveWhenNoSteps";
    private static final String RULE = "StepFunctionsGetEventForEMR";

    // RunJobFlow and similar operations have no modelled client errors, so the SDK behind the task throws its base
    // exception.
    private final ServiceCalls emr;

    EmrTaskIntegrations(Gateway gateway) {
        this.emr = new ServiceCalls(
                gateway, "elasticmapreduce", "EMR", "AmazonElasticMapReduce", Set.of("InvalidRequestException"));
    }

    Map<String, TaskIntegration> table() {
        OptimizedTask addStep = OptimizedTask.of(
                        List.of("ClusterId", "Step"), List.of("ExecutionRoleArn"), this::addStep)
                .checking(known("addStep"));
        OptimizedTask terminate = OptimizedTask.of(List.of("ClusterId"), List.of(), this::terminateCluster);
        return Map.of(
                "createCluster", new CreateCluster(false),
                "createCluster.sync", new CreateCluster(true),
                "terminateCluster", terminate,
                "terminateCluster.sync", terminate.waiting(RULE + "TerminateJobFlowsRule", this::terminateClusterSync),
                "setClusterTerminationProtection",
                        OptimizedTask.of(
                                List.of("ClusterId"), List.of("TerminationProtected"), this::setTerminationProtection),
                "addStep", addStep,
                "addStep.sync", addStep.waiting(RULE + "AddJobFlowStepsRule", this::addStepSync),
                "cancelStep", OptimizedTask.of(List.of("ClusterId", "StepId"), List.of(), this::cancelStep),
                "modifyInstanceFleetByName",
                        OptimizedTask.of(
                                        List.of("ClusterId", "InstanceFleetName", "InstanceFleet"),
                                        List.of(),
                                        this::modifyInstanceFleet)
                                .checking(known("modifyInstanceFleetByName")),
                "modifyInstanceGroupByName",
                        OptimizedTask.of(
                                        List.of("ClusterId", "InstanceGroupName", "InstanceGroup"),
                                        List.of(),
                                        this::modifyInstanceGroup)
                                .checking(known("modifyInstanceGroupByName")));
    }

    /** Rejects members that Step Functions does not know, at any depth. */
    private static Function<JsonNode, Optional<String>> known(String task) {
        return parameters -> TaskMembers.unknown(task, parameters).map(TaskIntegration::notSupported);
    }

    private JsonNode setTerminationProtection(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError {
        ObjectNode input = jobFlows(parameters);
        input.set("TerminationProtected", parameters.get("TerminationProtected"));
        return emr.call(context, "SetTerminationProtection", input);
    }

    private JsonNode terminateCluster(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError {
        return emr.call(context, "TerminateJobFlows", jobFlows(parameters));
    }

    private JsonNode terminateClusterSync(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError, InterruptedException {
        attempt.submitted(terminateCluster(context, parameters, attempt));
        return Polling.await(
                attempt,
                () -> cluster(context, parameters.get("ClusterId"))
                        .filter(answer -> state(answer, "Cluster").matches("TERMINATED(_WITH_ERRORS)?")),
                () -> {});
    }

    private static ObjectNode jobFlows(ObjectNode parameters) {
        ObjectNode input = AwsJson.object();
        input.putArray("JobFlowIds").add(parameters.get("ClusterId"));
        return input;
    }

    private JsonNode addStep(CallContext context, ObjectNode parameters, TaskAttempt attempt) throws StatesError {
        ObjectNode input = AwsJson.object();
        input.set("JobFlowId", parameters.get("ClusterId"));
        input.putArray("Steps").add(parameters.get("Step"));
        if (parameters.has("ExecutionRoleArn")) {
            input.set("ExecutionRoleArn", parameters.get("ExecutionRoleArn"));
        }
        JsonNode output = emr.call(context, "AddJobFlowSteps", input);
        return AwsJson.object().put("StepId", output.path("StepIds").path(0).asText());
    }

    private JsonNode addStepSync(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError, InterruptedException {
        JsonNode submitted = addStep(context, parameters, attempt);
        attempt.submitted(submitted);
        ObjectNode step = AwsJson.object();
        step.set("ClusterId", parameters.get("ClusterId"));
        step.set("StepId", submitted.get("StepId"));
        ObjectNode cancellation = AwsJson.object();
        cancellation.set("ClusterId", parameters.get("ClusterId"));
        cancellation.putArray("StepIds").add(submitted.get("StepId"));
        return Polling.await(
                attempt,
                () -> ended(
                        emr.look(context, "DescribeStep", step),
                        "Step",
                        Set.of("COMPLETED"),
                        Set.of("FAILED", "CANCELLED", "INTERRUPTED")),
                () -> emr.attempt(context, "CancelSteps", cancellation));
    }

    private JsonNode cancelStep(CallContext context, ObjectNode parameters, TaskAttempt attempt) throws StatesError {
        ObjectNode input = AwsJson.object();
        input.set("ClusterId", parameters.get("ClusterId"));
        input.putArray("StepIds").add(parameters.get("StepId"));
        ObjectNode output = AwsJson.object();
        output.set(
                "CancelStepsInfo",
                emr.call(context, "CancelSteps", input)
                        .path("CancelStepsInfoList")
                        .path(0));
        return output;
    }

    private JsonNode modifyInstanceFleet(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError {
        ObjectNode input = AwsJson.object();
        input.set("ClusterId", parameters.get("ClusterId"));
        input.putObject("InstanceFleet")
                .put("InstanceFleetId", idOf(context, parameters, "InstanceFleet"))
                .setAll((ObjectNode) parameters.get("InstanceFleet"));
        return emr.call(context, "ModifyInstanceFleet", input);
    }

    private JsonNode modifyInstanceGroup(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError {
        ObjectNode input = AwsJson.object();
        input.set("ClusterId", parameters.get("ClusterId"));
        input.putArray("InstanceGroups")
                .addObject()
                .put("InstanceGroupId", idOf(context, parameters, "InstanceGroup"))
                .setAll((ObjectNode) parameters.get("InstanceGroup"));
        return emr.call(context, "ModifyInstanceGroups", input);
    }

    /** Returns the id of the fleet or group with this name. Exactly one must have the name. */
    private String idOf(CallContext context, ObjectNode parameters, String kind) throws StatesError {
        String name = parameters.get(kind + "Name").asText();
        ObjectNode input = AwsJson.object();
        input.set("ClusterId", parameters.get("ClusterId"));
        List<String> ids = new ArrayList<>();
        emr.call(context, "List" + kind + "s", input).path(kind + "s").forEach(listed -> {
            if (listed.path("Name").asText().equals(name)) {
                ids.add(listed.path("Id").asText());
            }
        });
        if (ids.size() != 1) {
            throw new StatesError(
                    "EMR.AmazonElasticMapReduceException",
                    "The cluster has " + ids.size() + " of the name '" + name + "' in " + kind
                            + "Name; it must be the name of exactly one");
        }
        return ids.get(0);
    }

    private Optional<JsonNode> cluster(CallContext context, JsonNode id) throws StatesError {
        ObjectNode input = AwsJson.object();
        input.set("ClusterId", id);
        return emr.look(context, "DescribeCluster", input);
    }

    /** Returns the response for a job that has succeeded. Throws an error with the details when it has failed. */
    private static Optional<JsonNode> ended(Optional<JsonNode> answer, String member, Set<String> good, Set<String> bad)
            throws StatesError {
        if (answer.isEmpty() || good.contains(state(answer.get(), member))) {
            return answer;
        }
        if (bad.contains(state(answer.get(), member))) {
            throw new StatesError("States.TaskFailed", answer.get().toString());
        }
        return Optional.empty();
    }

    private static String state(JsonNode answer, String member) {
        return answer.path(member).path("Status").path("State").asText();
    }

    /**
     * Calls RunJobFlow with the members that the task accepts. With {@code .sync}, it returns the id and also the cluster. This is
     * believed:
     * published state machines read one or the other.
     */
    private final class CreateCluster implements TaskIntegration {
        private final boolean waits;

        CreateCluster(boolean waits) {
            this.waits = waits;
        }

        @Override
        public Optional<String> rule() {
            return waits ? Optional.of(RULE + "RunJobFlowRule") : Optional.empty();
        }

        @Override
        public Optional<String> problem(JsonNode parameters) {
            for (String required : List.of("Name", "Instances")) {
                if (!TaskIntegration.given(parameters, required)) {
                    return Optional.of(TaskIntegration.missing(required));
                }
            }
            return known("createCluster").apply(parameters).or(() -> notKeptAlive(parameters));
        }

        private static Optional<String> notKeptAlive(JsonNode parameters) {
            JsonNode instances = parameters.path("Instances");
            if (!instances.isObject() || instances.has(KEEP_ALIVE + ".$")) {
                return Optional.empty();
            }
            return instances.path(KEEP_ALIVE).asBoolean()
                    ? Optional.empty()
                    : Optional.of("The field 'Instances." + KEEP_ALIVE + "' is required and must be true");
        }

        @Override
        public JsonNode run(CallContext context, TaskRequest request) throws StatesError, InterruptedException {
            Optional<String> problem = problem(request.parameters());
            if (problem.isPresent()) {
                throw TaskIntegration.unusable(request.parameters(), problem.get());
            }
            JsonNode output =
                    emr.call(context, "RunJobFlow", (ObjectNode) ServiceCalls.withoutNulls(request.parameters()));
            ObjectNode created =
                    AwsJson.object().put("ClusterId", output.path("JobFlowId").asText());
            if (!waits) {
                return created;
            }
            request.attempt().submitted(created);
            // Step Functions does not terminate the cluster when the execution is stopped.
            JsonNode described = Polling.await(request.attempt(), () -> ready(context, created), () -> {});
            ObjectNode ready = created.deepCopy();
            ready.set("Cluster", described.path("Cluster"));
            return ready;
        }

        private Optional<JsonNode> ready(CallContext context, ObjectNode created) throws StatesError {
            return ended(
                    cluster(context, created.get("ClusterId")),
                    "Cluster",
                    Set.of("WAITING"),
                    Set.of("TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"));
        }
    }
}
