package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.EventSink;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.ExecutionInput;
import io.github.emrlaunch.states.Interpreter;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskHandler;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts executions and keeps them. */
final class ExecutionStore {
    private static final Pattern NAME = Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}]{1,80}");

    private final Account account;
    private final Iam iam;
    private final VirtualClock clock;
    private final TaskResources resources;
    private final EventSink eventSink;
    private final Map<String, Execution> byArn = new LinkedHashMap<>();

    ExecutionStore(Account account, Iam iam, VirtualClock clock, TaskResources resources, EventSink eventSink) {
        this.account = account;
        this.iam = iam;
        this.clock = clock;
        this.resources = resources;
        this.eventSink = eventSink;
    }

    /** State machines and executions are named by one rule. */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw AwsException.client("InvalidName", "Invalid Name: '" + name + "'");
        }
    }

    /** Starts an execution, or finds the running one of this name and input. */
    synchronized Execution start(StateMachine machine, @Nullable String givenName, String input) {
        JsonNode parsed = parsed(input);
        String name = givenName == null ? UUID.randomUUID().toString() : givenName;
        checkName(name);
        String arn = account.arn("states", "execution:" + machine.name() + ":" + name);
        Execution same = byArn.get(arn);
        if (same != null) {
            if (same.running().result().isEmpty() && same.input().equals(input)) {
                return same;
            }
            throw AwsException.client("ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
        }
        ExecutionIdentity identity =
                new ExecutionIdentity(arn, name, machine.role().arn(), machine.arn(), machine.name());
        Interpreter interpreter = new Interpreter(clock, tasks(machine, name));
        Execution execution = new Execution(
                machine,
                arn,
                name,
                input,
                clock.now(),
                events -> interpreter.start(machine.definition(), identity, parsed, events::add));
        byArn.put(arn, execution);
        tell(execution, "RUNNING");
        execution.running().whenEnded(result -> tell(execution, result.status().name()));
        return execution;
    }

    private void tell(Execution execution, String status) {
        eventSink.emit(
                "aws.states",
                "Step Functions Execution Status Change",
                List.of(execution.arn()),
                execution.statusChange(status));
    }

    private static JsonNode parsed(String input) {
        try {
            return ExecutionInput.parse(input);
        } catch (IllegalArgumentException e) {
            throw AwsException.client(
                    "InvalidExecutionInput", "Invalid State Machine Execution Input: '" + e.getMessage() + "'");
        }
    }

    /** The machine's tasks, called as its role. */
    private TaskHandler tasks(StateMachine machine, String executionName) {
        Principal principal = iam.sessionPrincipal(machine.role(), executionName);
        return request -> resources
                .find(request.resource())
                .orElseThrow(() -> new StatesError("States.Runtime", "No resource " + request.resource()))
                .run(CallContext.of(principal), request);
    }

    synchronized Optional<Execution> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    /** All executions in the order of their start. */
    synchronized List<Execution> all() {
        return new ArrayList<>(byArn.values());
    }

    void stopAll() {
        all().forEach(execution -> execution.running().stop(null, "The stand-in was closed"));
    }
}
