package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.InvalidStateMachineException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Maps the resources of Task states to integrations, and checks the resources of a complete definition. */
final class TaskResources {
    private static final String CALLBACK = ".waitForTaskToken";

    private final Account account;
    private final Gateway gateway;
    private final Services services;
    private final TaskTokens tokens;

    TaskResources(ServiceContext context, TaskTokens tokens) {
        this.account = context.account();
        this.gateway = context.gateway();
        this.services = context.services();
        this.tokens = tokens;
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
            String[] parts = name.split(":", 3);
            // Unlike an HTTP response, a task cannot wait in real time.
            if (name.equals("aws-sdk:sfn:startSyncExecution")) {
                return Optional.empty();
            }
            return parts.length == 3 && parts[0].equals("aws-sdk")
                    ? SdkTask.find(gateway, services, parts[1], parts[2])
                    : optimized(name);
        }
        return services.all().stream()
                .flatMap(service -> service.tasks().resourceTasks().find(resource).stream())
                .findFirst();
    }

    private Optional<TaskIntegration> optimized(String name) {
        int colon = name.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : services.find(name.substring(0, colon))
                        .map(service -> service.tasks().optimized().get(name.substring(colon + 1)));
    }

    /** Returns the supported resources, for an error message. */
    private String supported() {
        Set<String> sdk = new TreeSet<>();
        Set<String> optimized = new TreeSet<>();
        for (LocalService service : services.all()) {
            ServiceTasks tasks = service.tasks();
            tasks.optimized()
                    .keySet()
                    .forEach(action -> optimized.add(service.api().name() + ":" + action));
            if (tasks.sdk() != null) {
                sdk.add(tasks.sdk().name());
            }
        }
        return "the ARNs of Lambda functions, aws-sdk actions of " + String.join(", ", sdk) + ", and " + optimized;
    }

    /**
     * Checks every Task state of a definition, including states in Map and Parallel states.
     *
     * @return the EventBridge rules that Step Functions creates for them
     * @throws InvalidStateMachineException with the name of the state
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
                .orElseThrow(() -> InvalidStateMachineException.schema(
                        where + "/Resource",
                        "The local emulator does not support the resource '" + resource + "'; it supports "
                                + supported()));
        integration.rule().ifPresent(rules::add);
        // Without arguments, the task gets the input of the state, which is known only when it runs.
        String field = state.has("Arguments") ? "Arguments" : "Parameters";
        if (state.path(field).isObject()) {
            integration.problem(withPaths(state.get(field))).ifPresent(problem -> {
                throw InvalidStateMachineException.schema(where + "/" + field, problem);
            });
        }
    }

    /** Renames members whose value is a JSONata expression like those whose value is a path, because the value is not known yet. */
    private static JsonNode withPaths(JsonNode arguments) {
        if (!arguments.isObject()) {
            return arguments;
        }
        ObjectNode renamed = AwsJson.object();
        arguments.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean expression = value.isTextual() && value.asText().startsWith("{%");
            renamed.set(expression ? member.getKey() + ".$" : member.getKey(), withPaths(value));
        });
        return renamed;
    }
}
