package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The operations for executions. */
final class ExecutionOperations {
    private final StateMachines machines;
    private final ExecutionStore executions;
    private final VirtualClock clock;

    ExecutionOperations(StateMachines machines, ExecutionStore executions, VirtualClock clock) {
        this.machines = machines;
        this.executions = executions;
        this.clock = clock;
    }

    Map<String, Operation> table() {
        return Map.of(
                "StartExecution",
                        StateMachineOperations.onMachine("StartExecution", StatesShapes.START.checked(this::start)),
                "StartSyncExecution",
                        StateMachineOperations.onMachine(
                                "StartSyncExecution", StatesShapes.START_SYNC.checked(this::startSync)),
                "ListExecutions",
                        StateMachineOperations.onMachine(
                                "ListExecutions", StatesShapes.LIST_EXECUTIONS.checked(this::list)),
                "DescribeExecution",
                        onExecution("DescribeExecution", StatesShapes.DESCRIBE_EXECUTION.checked(this::describe)),
                "DescribeStateMachineForExecution",
                        onExecution(
                                "DescribeStateMachineForExecution",
                                StatesShapes.DESCRIBE_EXECUTION.checked(this::describeMachine)),
                "StopExecution", onExecution("StopExecution", StatesShapes.STOP.checked(this::stop)),
                "RedriveExecution", onExecution("RedriveExecution", StatesShapes.REDRIVE.checked(this::redrive)),
                "GetExecutionHistory", onExecution("GetExecutionHistory", StatesShapes.HISTORY.checked(this::history)));
    }

    private static Operation onExecution(String name, Operation.Handler handler) {
        return Operation.requiring(
                input -> RequiredPermission.of("states:" + name, Inputs.required(input, "executionArn")), handler);
    }

    private JsonNode start(CallContext context, ObjectNode input) {
        Execution execution = start(input, machines.get(StatesArns.stateMachine(input)));
        return AwsJson.object()
                .put("executionArn", execution.arn())
                .put("startDate", AwsJson.timestamp(execution.started()));
    }

    private Execution start(ObjectNode input, StateMachine machine) {
        return executions.start(machine, AwsJson.text(input, "name"), AwsJson.text(input, "input", "{}"));
    }

    /** Waits in real time. Tasks do not call this, see {@link TaskResources}. */
    private JsonNode startSync(CallContext context, ObjectNode input) {
        StateMachine machine = machines.get(StatesArns.stateMachine(input));
        if (!machine.isExpress()) {
            throw typeNotSupported();
        }
        boolean withData = StateMachineOperations.withData(input);
        Execution execution = start(input, machine);
        try {
            // A job that calls this holds the clock and lends it to this thread.
            clock.await(execution.running().ended());
            return execution.syncAnswer(execution.running().await(), withData);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsException.of("InternalServerError", 500, "The local emulator was closed");
        }
    }

    private JsonNode list(CallContext context, ObjectNode input) {
        for (String member : List.of("mapRunArn", "redriveFilter")) {
            if (AwsJson.has(input, member)) {
                throw AwsException.validation(
                        "The local emulator does not list the executions of a Map Run: '" + member + "' must be unset");
            }
        }
        StateMachine machine = machines.get(StatesArns.stateMachine(input));
        if (machine.isExpress()) {
            throw typeNotSupported();
        }
        String status = AwsJson.text(input, "statusFilter", "");
        List<Execution> newestFirst = new ArrayList<>(executions.ofMachine(machine.arn()));
        Collections.reverse(newestFirst);
        List<Execution> matching = newestFirst.stream()
                .filter(execution -> status.isEmpty() || execution.status().equals(status))
                .toList();
        return Pages.of(input, matching, "executions", Execution::summary);
    }

    private static AwsException typeNotSupported() {
        return AwsException.client(
                "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
    }

    private JsonNode describe(CallContext context, ObjectNode input) {
        return execution(input).description(StateMachineOperations.withData(input));
    }

    private JsonNode describeMachine(CallContext context, ObjectNode input) {
        ObjectNode description = execution(input).machine().descriptionForExecution();
        return StateMachineOperations.withData(input) ? description : description.put("definition", "{}");
    }

    private JsonNode stop(CallContext context, ObjectNode input) {
        Execution execution = execution(input);
        execution.running().stop(AwsJson.text(input, "error"), AwsJson.text(input, "cause"));
        ExecutionResult result = execution.running().result().orElseThrow();
        return AwsJson.object().put("stopDate", AwsJson.timestamp(result.stopTime()));
    }

    private JsonNode redrive(CallContext context, ObjectNode input) {
        Execution execution = execution(input);
        Instant date = executions.redrive(execution, AwsJson.text(input, "clientToken"));
        return AwsJson.object().put("redriveDate", AwsJson.timestamp(date));
    }

    private JsonNode history(CallContext context, ObjectNode input) {
        List<HistoryEvent> events = new ArrayList<>(execution(input).events());
        if (input.path("reverseOrder").asBoolean()) {
            Collections.reverse(events);
        }
        boolean withData = input.path("includeExecutionData").asBoolean(true);
        return Pages.of(input, events, "events", event -> withData ? event.toJson() : withoutData(event.toJson()));
    }

    private static ObjectNode withoutData(ObjectNode event) {
        event.forEach(details -> {
            if (details instanceof ObjectNode object) {
                object.remove(List.of("input", "output"));
            }
        });
        return event;
    }

    private Execution execution(ObjectNode input) {
        String arn = StatesArns.execution(input);
        return executions
                .find(arn)
                .orElseThrow(
                        () -> AwsException.client("ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'"));
    }
}
