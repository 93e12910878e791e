package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.tasks.MemberNames;
import io.github.emrlaunch.local.internal.tasks.OptimizedTask;
import io.github.emrlaunch.local.internal.tasks.Polling;
import io.github.emrlaunch.local.internal.tasks.ServiceCalls;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The optimized integrations of EMR Serverless, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html">connect-emr-serverless</a>.
 */
final class ServerlessTaskIntegrations {
    private static final String APPLICATION_RULE = "StepFunctionsGetEventsForEMRServerlessApplicationRule";
    private static final String JOB_RUN_RULE = "StepFunctionsGetEventsForEMRServerlessJobRule";
    private static final List<String> SETTINGS = List.of(
            "Name",
            "ClientToken",
            "InitialCapacity",
            "MaximumCapacity",
            "Tags",
            "AutoStartConfiguration",
            "AutoStopConfiguration",
            "NetworkConfiguration",
            "Architecture",
            "ImageConfiguration",
            "WorkerTypeSpecifications",
            "RuntimeConfiguration",
            "MonitoringConfiguration",
            "InteractiveConfiguration",
            "SchedulerConfiguration",
            "DiskEncryptionConfiguration",
            "IdentityCenterConfiguration",
            "JobLevelCostAllocationConfiguration");
    private static final List<String> JOB = List.of(
            "ClientToken",
            "JobDriver",
            "ConfigurationOverrides",
            "Tags",
            "ExecutionTimeoutMinutes",
            "Name",
            "Mode",
            "RetryPolicy",
            "ExecutionIamPolicy",
            "FlexExecution");
    /** Members that are maps with keys of the user. */
    static final Set<String> MAPS = Set.of(
            "properties", "tags", "logtypes", "encryptioncontext", "initialcapacity", "workertypespecifications");

    private final ServiceCalls serverless;

    ServerlessTaskIntegrations(Gateway gateway) {
        this.serverless = new ServiceCalls(
                gateway,
                "emr-serverless",
                "EmrServerless",
                "EmrServerless",
                Set.of(
                        "ConflictException",
                        "InternalServerException",
                        "ResourceNotFoundException",
                        "ServiceQuotaExceededException",
                        "ValidationException"));
    }

    Map<String, TaskIntegration> table() {
        Map<String, TaskIntegration> table = new HashMap<>();
        application(
                table,
                "createApplication",
                OptimizedTask.of(List.of("ReleaseLabel", "Type"), SETTINGS, calling("CreateApplication")),
                "CREATED");
        for (Map.Entry<String, String> operation : Map.of("start", "STARTED", "stop", "STOPPED", "delete", "TERMINATED")
                .entrySet()) {
            application(
                    table,
                    operation.getKey() + "Application",
                    OptimizedTask.of(
                            List.of("ApplicationId"),
                            List.of(),
                            calling(MemberNames.pascal(operation.getKey()) + "Application")),
                    operation.getValue());
        }
        OptimizedTask start = OptimizedTask.of(List.of("ApplicationId", "ExecutionRoleArn"), JOB, this::startJobRun);
        table.put("startJobRun", start);
        table.put("startJobRun.sync", start.waiting(JOB_RUN_RULE, this::startJobRunSync));
        OptimizedTask cancel =
                OptimizedTask.of(List.of("ApplicationId", "JobRunId"), List.of(), calling("CancelJobRun"));
        table.put("cancelJobRun", cancel);
        table.put("cancelJobRun.sync", cancel.waiting(JOB_RUN_RULE, this::cancelJobRunSync));
        return table;
    }

    private void application(Map<String, TaskIntegration> table, String name, OptimizedTask task, String last) {
        table.put(name, task);
        table.put(name + ".sync", task.waiting(APPLICATION_RULE, (context, parameters, attempt) -> {
            JsonNode answer = task.work().run(context, parameters, attempt);
            attempt.submitted(answer);
            ObjectNode id = AwsJson.object();
            id.set(
                    "applicationId",
                    answer.has("ApplicationId") ? answer.get("ApplicationId") : parameters.get("ApplicationId"));
            Polling.await(
                    attempt,
                    () -> serverless.look(context, "GetApplication", id).filter(found -> found.at("/application/state")
                            .asText()
                            .equals(last)),
                    () -> {});
            return answer;
        }));
    }

    private OptimizedTask.Work calling(String operation) {
        return (context, parameters, attempt) -> pascal(serverless.call(context, operation, camel(parameters)));
    }

    /** Starts a job run. A task without a client token gets one, so that a repeated call does not start a second job run. */
    private JsonNode startJobRun(CallContext context, ObjectNode parameters, TaskAttempt attempt) throws StatesError {
        ObjectNode input = camel(parameters);
        if (!input.has("clientToken")) {
            input.put("clientToken", context.requestId());
        }
        return pascal(serverless.call(context, "StartJobRun", input));
    }

    private JsonNode startJobRunSync(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError, InterruptedException {
        JsonNode answer = startJobRun(context, parameters, attempt);
        attempt.submitted(answer);
        ObjectNode id = jobRun(answer);
        return Polling.await(
                attempt, () -> ended(context, id, "SUCCESS"), () -> serverless.attempt(context, "CancelJobRun", id));
    }

    private JsonNode cancelJobRunSync(CallContext context, ObjectNode parameters, TaskAttempt attempt)
            throws StatesError, InterruptedException {
        ObjectNode id = jobRun(parameters);
        JsonNode answer = pascal(serverless.call(context, "CancelJobRun", id));
        attempt.submitted(answer);
        Polling.await(attempt, () -> ended(context, id, "CANCELLED"), () -> {});
        return answer;
    }

    private static ObjectNode jobRun(JsonNode names) {
        ObjectNode id = AwsJson.object();
        id.set("applicationId", names.get("ApplicationId"));
        id.set("jobRunId", names.get("JobRunId"));
        return id;
    }

    /** Returns the description of a job run with the expected final state. Throws an error with the details for another final state. */
    private Optional<JsonNode> ended(CallContext context, ObjectNode id, String wanted) throws StatesError {
        Optional<JsonNode> answer = serverless.look(context, "GetJobRun", id);
        String state = answer.map(found -> found.at("/jobRun/state").asText()).orElse("");
        if (state.equals(wanted)) {
            return answer.map(found -> pascal(found.get("jobRun")));
        }
        if (Set.of("SUCCESS", "FAILED", "CANCELLED").contains(state)) {
            throw new StatesError(
                    "States.TaskFailed",
                    pascal(answer.orElseThrow().get("jobRun")).toString());
        }
        return Optional.empty();
    }

    private static ObjectNode camel(JsonNode parameters) {
        return (ObjectNode) MemberNames.renamed(parameters, MemberNames::camel, MAPS);
    }

    private static JsonNode pascal(JsonNode output) {
        return MemberNames.renamed(output, MemberNames::pascal, MAPS);
    }
}
