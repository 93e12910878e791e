package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.StateMachineType;
import java.util.List;
import java.util.Map;

/** The operations for state machines. */
final class StateMachineOperations {
    private static final int MAX_DIAGNOSTICS = 100;

    private final StateMachines machines;
    private final ExecutionStore executions;

    StateMachineOperations(StateMachines machines, ExecutionStore executions) {
        this.machines = machines;
        this.executions = executions;
    }

    Map<String, Operation> table() {
        return Map.of(
                "CreateStateMachine", new Operation(this::creation, StatesShapes.CREATE.checked(this::create)),
                "UpdateStateMachine",
                        new Operation(StateMachineOperations::change, StatesShapes.UPDATE.checked(this::update)),
                "DescribeStateMachine",
                        onMachine("DescribeStateMachine", StatesShapes.DESCRIBE.checked(this::describe)),
                "DeleteStateMachine", onMachine("DeleteStateMachine", StatesShapes.MACHINE.checked(this::delete)),
                "ListStateMachines",
                        Operation.requiring(
                                input -> RequiredPermission.of("states:ListStateMachines", machines.arn("*")),
                                StatesShapes.LIST.checked(this::list)),
                "ValidateStateMachineDefinition",
                        Operation.requiring(
                                input -> RequiredPermission.of("states:ValidateStateMachineDefinition", "*"),
                                StatesShapes.VALIDATE.checked(this::validate)));
    }

    static Operation onMachine(String name, Operation.Handler handler) {
        return Operation.requiring(
                input -> RequiredPermission.of("states:" + name, Inputs.required(input, "stateMachineArn")), handler);
    }

    private List<RequiredPermission> creation(ObjectNode input) {
        return List.of(
                RequiredPermission.of("states:CreateStateMachine", machines.arn(Inputs.required(input, "name"))),
                passRole(Inputs.required(input, "roleArn")));
    }

    private static List<RequiredPermission> change(ObjectNode input) {
        RequiredPermission update =
                RequiredPermission.of("states:UpdateStateMachine", Inputs.required(input, "stateMachineArn"));
        String roleArn = AwsJson.text(input, "roleArn");
        return roleArn == null ? List.of(update) : List.of(update, passRole(roleArn));
    }

    private static RequiredPermission passRole(String roleArn) {
        return RequiredPermission.passRole(roleArn, "states.amazonaws.com");
    }

    private JsonNode create(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "name");
        StatesNames.check(name);
        StateMachineType type = type(input);
        StateMachine.Settings settings = settings(
                input,
                new StateMachine.Settings(
                        Inputs.required(input, "definition"),
                        Inputs.required(input, "roleArn"),
                        ExecutionLog.NONE,
                        false));
        StateMachine machine = machines.find(machines.arn(name))
                .map(existing -> requireSame(existing, type, settings))
                .orElseGet(() -> machines.put(name, type, settings));
        return AwsJson.object()
                .put("stateMachineArn", machine.arn())
                .put("creationDate", AwsJson.timestamp(machine.created()));
    }

    /** Returns the existing state machine. A second creation has no effect, even with another role. */
    private static StateMachine requireSame(
            StateMachine existing, StateMachineType type, StateMachine.Settings settings) {
        StateMachine.Settings before = existing.settings();
        boolean same = existing.type() == type
                && before.definition().equals(settings.definition())
                && before.log().equals(settings.log())
                && before.traced() == settings.traced();
        if (!same) {
            throw AwsException.client(
                    "StateMachineAlreadyExists", "State Machine Already Exists: '" + existing.arn() + "'");
        }
        return existing;
    }

    private JsonNode update(CallContext context, ObjectNode input) {
        StateMachine machine = machines.get(StatesArns.stateMachine(input));
        if (List.of("definition", "roleArn", "loggingConfiguration", "tracingConfiguration").stream()
                .noneMatch(member -> AwsJson.has(input, member))) {
            throw AwsException.client(
                    "MissingRequiredParameter",
                    "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be"
                            + " specified");
        }
        StateMachine updated = machines.put(machine.name(), machine.type(), settings(input, machine.settings()));
        ObjectNode answer = AwsJson.object().put("updateDate", AwsJson.timestamp(updated.updated()));
        if (updated.revisionId() != null) {
            answer.put("revisionId", updated.revisionId());
        }
        return answer;
    }

    /** Returns the settings of a request; for unset members, the current settings. */
    private static StateMachine.Settings settings(ObjectNode input, StateMachine.Settings otherwise) {
        refuseUnsupported(input);
        JsonNode tracing = input.path("tracingConfiguration");
        return new StateMachine.Settings(
                AwsJson.text(input, "definition", otherwise.definition()),
                AwsJson.text(input, "roleArn", otherwise.roleArn()),
                AwsJson.has(input, "loggingConfiguration")
                        ? ExecutionLog.of(input.get("loggingConfiguration"))
                        : otherwise.log(),
                tracing.isObject() ? tracing.path("enabled").asBoolean() : otherwise.traced());
    }

    private static void refuseUnsupported(ObjectNode input) {
        if (AwsJson.has(input, "versionDescription") && !input.path("publish").asBoolean()) {
            throw AwsException.validation("Version description can only be set when publish is true");
        }
        if (input.path("publish").asBoolean()) {
            throw AwsException.validation(
                    "The local emulator does not support versions of state machines: 'publish' must be false");
        }
        JsonNode encryption = input.path("encryptionConfiguration");
        if (!encryption.path("type").asText("AWS_OWNED_KEY").equals("AWS_OWNED_KEY")) {
            throw AwsException.validation(
                    "The local emulator does not support customer managed keys: 'encryptionConfiguration.type' must be"
                            + " AWS_OWNED_KEY");
        }
    }

    private static StateMachineType type(ObjectNode input) {
        return StateMachineType.valueOf(AwsJson.text(input, "type", "STANDARD"));
    }

    private JsonNode describe(CallContext context, ObjectNode input) {
        ObjectNode description = machines.get(StatesArns.stateMachine(input)).description();
        return withData(input) ? description : description.put("definition", "{}");
    }

    /** Returns whether a request includes data and not only metadata. */
    static boolean withData(ObjectNode input) {
        return AwsJson.text(input, "includedData", "ALL_DATA").equals("ALL_DATA");
    }

    /**
     * Deletes a state machine and stops its executions immediately. On AWS they stop at their next transition, and the state machine
     * is
     * DELETING until then.
     */
    private JsonNode delete(CallContext context, ObjectNode input) {
        String arn = StatesArns.stateMachine(input);
        machines.remove(arn);
        executions.removeOfMachine(arn);
        return AwsJson.object();
    }

    private JsonNode list(CallContext context, ObjectNode input) {
        return Pages.of(input, machines.all(), "stateMachines", StateMachine::summary);
    }

    /** Validates a definition. The emulator has no warnings, so the severity has no effect. */
    private JsonNode validate(CallContext context, ObjectNode input) {
        String definition = Inputs.required(input, "definition");
        StateMachineType type = type(input);
        int given = input.path("maxResults").asInt();
        int limit = given == 0 ? MAX_DIAGNOSTICS : given;
        List<InvalidStateMachineException.Diagnostic> diagnostics = diagnostics(definition, type);
        ObjectNode answer = AwsJson.object()
                .put("result", diagnostics.isEmpty() ? "OK" : "FAIL")
                .put("truncated", diagnostics.size() > limit);
        ArrayNode told = answer.putArray("diagnostics");
        diagnostics.stream().limit(limit).forEach(diagnostic -> {
            ObjectNode one = told.addObject()
                    .put("severity", "ERROR")
                    .put("code", diagnostic.code())
                    .put("message", diagnostic.message());
            if (!diagnostic.location().isEmpty()) {
                one.put("location", diagnostic.location());
            }
        });
        return answer;
    }

    private List<InvalidStateMachineException.Diagnostic> diagnostics(String definition, StateMachineType type) {
        try {
            machines.check(definition, type);
            return List.of();
        } catch (InvalidStateMachineException e) {
            return e.diagnostics();
        }
    }
}
