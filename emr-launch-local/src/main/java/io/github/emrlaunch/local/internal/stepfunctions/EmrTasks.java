package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Json;
import io.github.emrlaunch.local.internal.emr.Shapes;
import io.github.emrlaunch.local.states.StatesError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The optimized tasks of EMR, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">connect-emr</a>.
 */
final class EmrTasks {
    private static final String SERVICE = "elasticmapreduce";
    private static final String KEEP_ALIVE = "KeepJobFlowAliveWhenNoSteps";

    /**
     * Members of RunJobFlow that createCluster does not pass on: {@code Steps} by documentation; of the others it is not known
     * that it does, and a machine that relies on one of them may be refused when it is deployed.
     */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "Steps",
            "StepExecutionRoleArn",
            "LogEncryptionKmsKeyId",
            "PlacementGroupConfigs",
            "OSReleaseLabel",
            "ExtendedSupport",
            "MonitoringConfiguration",
            "Instances.UnhealthyNodeReplacement");

    private final Gateway gateway;

    EmrTasks(Gateway gateway) {
        this.gateway = gateway;
    }

    Map<String, TaskIntegration> table() {
        return Map.of(
                "createCluster",
                new CreateCluster(),
                "terminateCluster",
                new ByClusterId("TerminateJobFlows", List.of()),
                "setClusterTerminationProtection",
                new ByClusterId("SetTerminationProtection", List.of("TerminationProtected")));
    }

    private JsonNode call(CallContext context, String operation, ObjectNode input) throws StatesError {
        try {
            return gateway.call(context, SERVICE, operation, input);
        } catch (AwsException e) {
            // RunJobFlow and its like model no client errors, so the SDK behind the task throws its base exception.
            String name = e.code().equals("InvalidRequestException") || e.isAnswerLost()
                    ? e.code()
                    : "AmazonElasticMapReduceException";
            throw new StatesError(
                    "EMR." + name,
                    e.message() + " (Service: AmazonElasticMapReduce; Status Code: " + e.status() + "; Error Code: "
                            + e.code() + "; Request ID: " + context.requestId() + "; Proxy: null)");
        }
    }

    private final class CreateCluster implements TaskIntegration {
        @Override
        public Optional<String> problem(JsonNode parameters) {
            for (String required : List.of("Name", "Instances")) {
                if (!TaskIntegration.given(parameters, required)) {
                    return Optional.of(TaskIntegration.missing(required));
                }
            }
            return unsupported(parameters).or(() -> notKeptAlive(parameters));
        }

        private Optional<String> unsupported(JsonNode parameters) {
            Optional<String> unknown = Shapes.unknownMember("RunJobFlowInput", parameters);
            return unknown.or(() -> NOT_PASSED_ON.stream()
                            .sorted()
                            .filter(path -> isGiven(parameters, path))
                            .findFirst())
                    .map(TaskIntegration::notSupported);
        }

        private static boolean isGiven(JsonNode parameters, String path) {
            int dot = path.indexOf('.');
            return dot < 0
                    ? TaskIntegration.given(parameters, path)
                    : TaskIntegration.given(parameters.path(path.substring(0, dot)), path.substring(dot + 1));
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
        public JsonNode run(CallContext context, JsonNode parameters) throws StatesError {
            Optional<String> problem = problem(parameters);
            if (problem.isPresent()) {
                throw TaskIntegration.unusable(parameters, problem.get());
            }
            JsonNode output = call(context, "RunJobFlow", (ObjectNode) withoutNulls(parameters));
            return Json.object().put("ClusterId", output.path("JobFlowId").asText());
        }
    }

    /** A task hands its parameters to an SDK, for which null is unset: EMR never sees those. */
    private static JsonNode withoutNulls(JsonNode value) {
        JsonNode copy = value.deepCopy();
        if (copy instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
            object.properties().forEach(member -> member.setValue(withoutNulls(member.getValue())));
        } else if (copy instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutNulls(array.get(i)));
            }
        }
        return copy;
    }

    /** A task about one cluster, for an operation that takes several. */
    private final class ByClusterId implements TaskIntegration {
        private final String operation;
        private final List<String> others;

        ByClusterId(String operation, List<String> others) {
            this.operation = operation;
            this.others = others;
        }

        @Override
        public Optional<String> problem(JsonNode parameters) {
            if (!TaskIntegration.given(parameters, "ClusterId")) {
                return Optional.of(TaskIntegration.missing("ClusterId"));
            }
            for (Map.Entry<String, JsonNode> property : parameters.properties()) {
                String field = property.getKey().replaceFirst("\\.\\$$", "");
                if (!field.equals("ClusterId") && !others.contains(field)) {
                    return Optional.of(TaskIntegration.notSupported(field));
                }
            }
            return Optional.empty();
        }

        @Override
        public JsonNode run(CallContext context, JsonNode parameters) throws StatesError {
            Optional<String> problem = problem(parameters);
            if (problem.isPresent()) {
                throw TaskIntegration.unusable(parameters, problem.get());
            }
            ObjectNode input = Json.object();
            input.putArray("JobFlowIds").add(parameters.get("ClusterId"));
            others.forEach(field -> input.set(field, parameters.get(field)));
            return call(context, operation, input);
        }
    }
}
