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

/** Starts executions and keeps them. */
final class ExecutionStore {
    private final Account account;
    private final VirtualClock clock;
    private final TaskCalls tasks;
    private final EventSink eventSink;
    /** Those that can be asked for. */
    private final Map<String, Execution> byArn = new LinkedHashMap<>();
    /** All that were ever started: what they logged outlives them. */
    private final List<Execution> started = new ArrayList<>();

    ExecutionStore(ServiceContext context, TaskResources resources) {
        this.account = context.account();
        this.clock = context.clock();
        this.tasks = new TaskCalls(context, resources);
        this.eventSink = context.events();
    }

    /** Starts an execution, or finds the running one of this name and input, which only a STANDARD machine has. */
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
        // A name that is used again after 90 days is the newest, too.
        byArn.remove(arn);
        byArn.put(arn, execution);
        started.add(execution);
        tellStatuses(execution);
        return execution;
    }

    /**
     * Redrives an execution.
     *
     * @param clientToken null for none
     * @return when it was redriven
     */
    Instant redrive(Execution execution, @Nullable String clientToken) {
        return execution.redrive(clock.now(), clientToken, () -> tellStatuses(execution));
    }

    /** Tells that the execution runs, and later how it ended. Only executions of STANDARD machines are told of. */
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

    /** The executions of a state machine in the order of their start. */
    synchronized List<Execution> ofMachine(String machineArn) {
        return byArn.values().stream()
                .filter(execution -> execution.machine().arn().equals(machineArn))
                .filter(execution -> execution.isKept(clock.now()))
                .toList();
    }

    /** Stops the executions of a state machine and forgets them. */
    void removeOfMachine(String machineArn) {
        List<Execution> removed = ofMachine(machineArn);
        removed.forEach(execution -> execution.running().stop(null, null));
        synchronized (this) {
            byArn.values().removeIf(execution -> execution.machine().arn().equals(machineArn));
        }
    }

    /** All executions that can be asked for, in the order of their start. */
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

    /** What all executions have logged, one after the other. */
    synchronized List<LogEntry> logs() {
        return started.stream().flatMap(execution -> execution.logs().stream()).toList();
    }

    /** Those that were started since are stopped and forgotten; the others stay what they have become. */
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
