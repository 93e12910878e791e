package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.EventSink;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.ExecutionInput;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.Interpreter;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Starts and stores executions. */
final class ExecutionStore {
    private final Account account;
    private final VirtualClock clock;
    private final TaskCalls tasks;
    private final EventSink eventSink;
    /** The executions that can be described. */
    private final Map<String, Execution> byArn = new LinkedHashMap<>();
    /** All executions that were ever started. Their logs are kept after the executions are deleted. */
    private final List<Execution> started = new ArrayList<>();

    ExecutionStore(ServiceContext context, TaskResources resources) {
        this.account = context.account();
        this.clock = context.clock();
        this.tasks = new TaskCalls(context, resources);
        this.eventSink = context.events();
    }

    /** Starts an execution, or returns the running execution with this name and input. Only STANDARD executions are idempotent. */
    synchronized Execution start(StateMachine machine, @Nullable String givenName, String input) {
        JsonNode parsed = parsed(input);
        String name = givenName == null ? UUID.randomUUID().toString() : givenName;
        StatesNames.check(name);
        String arn = machine.isExpress()
                ? account.arn("states", "express:" + machine.name() + ":" + name + ":" + UUID.randomUUID())
                : account.arn("states", "execution:" + machine.name() + ":" + name);
        Optional<Execution> same = find(arn);
        if (same.isPresent()) {
            if (same.get().running().result().isEmpty() && same.get().input().equals(input)) {
                return same.get();
            }
            throw AwsException.client("ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
        }
        ExecutionIdentity identity =
                new ExecutionIdentity(arn, name, machine.role().arn(), machine.arn(), machine.name());
        Interpreter interpreter = new Interpreter(clock, tasks.of(machine, name, arn));
        Execution execution = new Execution(
                machine,
                arn,
                name,
                input,
                clock.now(),
                events -> interpreter.start(machine.definition(), identity, parsed, events::add));
        // A name that is used again after 90 days also belongs to the newest execution.
        byArn.remove(arn);
        byArn.put(arn, execution);
        started.add(execution);
        tellStatuses(execution);
        return execution;
    }

    /**
     * Redrives an execution.
     *
     * @param clientToken the client token; null without one
     * @return the time of the redrive
     */
    Instant redrive(Execution execution, @Nullable String clientToken) {
        return execution.redrive(clock.now(), clientToken, () -> tellStatuses(execution));
    }

    /** Sends the events of the execution's status: running, and later its final status. Only STANDARD executions have these events. */
    private void tellStatuses(Execution execution) {
        if (!execution.machine().isExpress()) {
            tell(execution, Optional.empty());
            execution.running().whenEnded(result -> tell(execution, Optional.of(result)));
        }
    }

    private void tell(Execution execution, Optional<ExecutionResult> result) {
        eventSink.emit(
                "aws.states",
                "Step Functions Execution Status Change",
                List.of(execution.arn()),
                execution.statusChange(result));
    }

    private static JsonNode parsed(String input) {
        try {
            if (input.isEmpty()) {
                throw new IllegalArgumentException("Invalid execution input.");
            }
            return ExecutionInput.parse(input);
        } catch (IllegalArgumentException e) {
            throw AwsException.client(
                    "InvalidExecutionInput", "Invalid State Machine Execution Input: '" + e.getMessage() + "'");
        }
    }

    synchronized Optional<Execution> find(String arn) {
        return Optional.ofNullable(byArn.get(arn)).filter(execution -> execution.isKept(clock.now()));
    }

    /** Returns the executions of a state machine in the order of their start. */
    synchronized List<Execution> ofMachine(String machineArn) {
        return byArn.values().stream()
                .filter(execution -> execution.machine().arn().equals(machineArn))
                .filter(execution -> execution.isKept(clock.now()))
                .toList();
    }

    /** Stops and deletes the executions of a state machine. */
    void removeOfMachine(String machineArn) {
        List<Execution> removed = ofMachine(machineArn);
        removed.forEach(execution -> execution.running().stop(null, null));
        synchronized (this) {
            byArn.values().removeIf(execution -> execution.machine().arn().equals(machineArn));
        }
    }

    /** Returns all executions that can be described, in the order of their start. */
    synchronized List<ExecutionSnapshot> snapshots() {
        List<ExecutionSnapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < started.size(); i++) {
            Execution execution = started.get(i);
            if (byArn.get(execution.arn()) == execution && execution.isKept(clock.now())) {
                snapshots.add(execution.snapshot(i + 1));
            }
        }
        return snapshots;
    }

    synchronized ExecutionSnapshot snapshot(Execution execution) {
        return execution.snapshot(started.indexOf(execution) + 1);
    }

    /** Returns the logs of all executions, one after the other. */
    synchronized List<LogEntry> logs() {
        return started.stream().flatMap(execution -> execution.logs().stream()).toList();
    }

    /** Stops and deletes the executions that started after the checkpoint. The others keep their current state. */
    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(Checkpoints.of(byArn), Checkpoints.of(started));
        Set<Execution> before = Set.copyOf(started);
        return new Checkpoint() {
            @Override
            public void endWork() {
                stop(execution -> !before.contains(execution), "The test has ended");
            }

            @Override
            public void restore() {
                synchronized (ExecutionStore.this) {
                    all.restore();
                }
            }
        };
    }

    private void stop(Predicate<Execution> which, String cause) {
        List<Execution> all;
        synchronized (this) {
            all = List.copyOf(started);
        }
        all.stream().filter(which).forEach(execution -> execution.running().stop(null, cause));
    }

    void stopAll() {
        stop(execution -> true, "The local emulator was closed");
    }
}
