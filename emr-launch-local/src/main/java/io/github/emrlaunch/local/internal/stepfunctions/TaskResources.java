package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.Gateway;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which resource of a Task state is which integration, and whether those of a whole definition are supported. */
final class TaskResources {
    private static final String CALLBACK = ".waitForTaskToken";

    private final Account account;
    private final Gateway gateway;
    private final LambdaTasks lambda;
    private final TaskTokens tokens;
    /** Optimized integrations by what follows {@code states:::} in their ARN. */
    private final Map<String, TaskIntegration> optimized = new HashMap<>();

    TaskResources(Account account, Gateway gateway, TaskTokens tokens) {
        this.account = account;
        this.gateway = gateway;
        this.tokens = tokens;
        this.lambda = new LambdaTasks(gateway);
        optimized.put("lambda:invoke", lambda.invoke());
        new EmrTasks(gateway).table().forEach((action, task) -> optimized.put("elasticmapreduce:" + action, task));
        optimized.putAll(new MessageTasks(gateway).table());
        new ServerlessTasks(gateway).table().forEach((action, task) -> optimized.put("emr-serverless:" + action, task));
        new ExecutionTasks(gateway).table().forEach((action, task) -> optimized.put("states:" + action, task));
    }

    Optional<TaskIntegration> find(String resource) {
        if (resource.endsWith(CALLBACK)) {
            return find(resource.substring(0, resource.length() - CALLBACK.length()))
                    .filter(task -> task.rule().isEmpty())
                    .map(tokens::around);
        }
        String prefix = "arn:" + account.partition() + ":states:::";
        if (resource.startsWith(prefix)) {
            String name = resource.substring(prefix.length());
            String[] parts = name.split(":", -1);
            return parts.length == 3 && parts[0].equals("aws-sdk")
                    ? SdkTask.find(gateway, parts[1], parts[2])
                    : Optional.ofNullable(optimized.get(name));
        }
        return resource.startsWith(account.arn("lambda", "function:"))
                ? Optional.of(lambda.function(resource))
                : Optional.empty();
    }

    /**
     * Checks every Task state of a definition, those inside Map and Parallel states included.
     *
     * @return the rules that Step Functions makes for them
     * @throws AwsException InvalidDefinition, naming the state
     */
    Set<String> check(JsonNode definition) {
        Set<String> rules = new TreeSet<>();
        checkStates(definition, "", rules);
        return rules;
    }

    private void checkStates(JsonNode graph, String path, Set<String> rules) {
        graph.path("States").properties().forEach(state -> {
            JsonNode body = state.getValue();
            String where = path + "/States/" + state.getKey();
            if (body.path("Type").asText().equals("Task")) {
                checkTask(body, where, rules);
            }
            JsonNode branches = body.path("Branches");
            for (int i = 0; i < branches.size(); i++) {
                checkStates(branches.get(i), where + "/Branches[" + i + "]", rules);
            }
            checkStates(body.path("ItemProcessor"), where + "/ItemProcessor", rules);
            checkStates(body.path("Iterator"), where + "/Iterator", rules);
        });
    }

    private void checkTask(JsonNode state, String where, Set<String> rules) {
        String resource = state.path("Resource").asText();
        TaskIntegration integration = find(resource)
                .orElseThrow(() -> invalid(
                        "The stand-in does not support the resource '" + resource + "'; it supports the ARNs of Lambda"
                                + " functions, aws-sdk actions of emr, eventbridge, secretsmanager, sfn, sns and ssm, and "
                                + new TreeSet<>(optimized.keySet()),
                        where + "/Resource"));
        integration.rule().ifPresent(rules::add);
        // Without Parameters the state's input is what the task gets, and that is known only when it runs.
        if (state.has("Parameters")) {
            integration.problem(state.get("Parameters")).ifPresent(problem -> {
                throw invalid(problem, where + "/Parameters");
            });
        }
    }

    static AwsException invalid(String problem, String where) {
        return AwsException.client(
                "InvalidDefinition",
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: " + problem + " at " + where + "'");
    }
}
