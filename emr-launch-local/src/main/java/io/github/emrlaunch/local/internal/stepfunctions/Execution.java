package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.RunningExecution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An execution: its input, history, redrives and result. */
final class Execution {
    private static final Duration KEPT = Duration.ofDays(90);
    private static final long BILLED_UNIT = 100;
    private static final DateTimeFormatter LOG_STREAM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private static final AtomicLong COUNT = new AtomicLong();

    private final long serial = COUNT.incrementAndGet();
    private final StateMachine machine;
    private final String arn;
    private final String name;
    private final String input;
    private final Instant started;
    private final List<HistoryEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final RedriveTokens redriveTokens = new RedriveTokens();
    private volatile RunningExecution running;
    private volatile @Nullable Instant redriven;

    /** @param start starts the execution; its parameter is this execution, which receives the events */
    Execution(
            StateMachine machine,
            String arn,
            String name,
            String input,
            Instant started,
            Function<List<HistoryEvent>, RunningExecution> start) {
        this.machine = machine;
        this.arn = arn;
        this.name = name;
        this.input = input;
        this.started = started;
        this.running = start.apply(events);
    }

    /** Returns the state machine as of the start of the execution. */
    StateMachine machine() {
        return machine;
    }

    String arn() {
        return arn;
    }

    String name() {
        return name;
    }

    String input() {
        return input;
    }

    Instant started() {
        return started;
    }

    /** Returns the execution since its start or its last redrive. */
    RunningExecution running() {
        return running;
    }

    /** Returns whether one of its tasks started this step or job run: the response of the service contains the id. */
    boolean hasStarted(String jobId) {
        return events().stream()
                .filter(event ->
                        event.type().equals("TaskSubmitted") || event.type().equals("TaskSucceeded"))
                .anyMatch(event -> event.details().path("output").asText().contains("\"" + jobId + "\""));
    }

    List<HistoryEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    String status() {
        return status(running.result());
    }

    private static String status(Optional<ExecutionResult> result) {
        return result.map(ended -> ended.status().name()).orElse("RUNNING");
    }

    /** Returns whether it can still be described. An execution is deleted 90 days after its end. */
    boolean isKept(Instant now) {
        return running.result()
                .filter(ended -> ended.stopTime().plus(KEPT).isBefore(now))
                .isEmpty();
    }

    /**
     * Continues from the state in which the execution ended.
     *
     * @param clientToken the client token; a token that was used before has no effect; null without one
     * @param begun runs after the execution is running again
     * @return the time of the redrive
     * @throws AwsException ExecutionNotRedrivable
     */
    synchronized Instant redrive(Instant now, @Nullable String clientToken, Runnable begun) {
        Optional<Instant> before = redriveTokens.find(clientToken, now);
        if (before.isPresent()) {
            return before.get();
        }
        running.redriveStatusReason().ifPresent(reason -> {
            throw AwsException.client("ExecutionNotRedrivable", reason);
        });
        running = running.redrive();
        redriven = now;
        redriveTokens.add(clientToken, now);
        begun.run();
        return now;
    }

    /** Returns the logs of the execution. */
    List<LogEntry> logs() {
        ExecutionLog log = machine.settings().log();
        String stream = "states/" + machine.name() + "/" + LOG_STREAM.format(started) + "/" + Ids.hex(arn, 8);
        List<LogEntry> entries = new ArrayList<>();
        int redrives = 0;
        for (HistoryEvent event : events()) {
            if (event.type().equals("ExecutionRedriven")) {
                redrives++;
            }
            if (log.has(event)) {
                entries.add(new LogEntry(log.logGroup(), stream, event.timestamp(), log.line(arn, event, redrives)));
            }
        }
        return entries;
    }

    /** @param number the number of the execution among all that were ever started, starting at 1 */
    ExecutionSnapshot snapshot(int number) {
        RunningExecution current = running;
        Optional<ExecutionResult> result = current.result();
        return new ExecutionSnapshot(
                serial,
                number,
                arn,
                name,
                machine.name(),
                machine.settings().definition(),
                machine.role().arn(),
                status(result),
                input,
                result.map(ExecutionResult::output).map(JsonNode::toString).orElse(null),
                result.map(ExecutionResult::error).orElse(null),
                result.map(ExecutionResult::cause).orElse(null),
                started,
                result.map(ExecutionResult::stopTime).orElse(null),
                current.redriveCount(),
                events().stream().<JsonNode>map(HistoryEvent::toJson).toList());
    }

    /** Returns the execution in the format of ListExecutions. */
    ObjectNode summary() {
        return summary(running);
    }

    private ObjectNode summary(RunningExecution current) {
        ObjectNode summary = identity(current.result()).put("redriveCount", current.redriveCount());
        Instant date = redriven;
        if (date != null) {
            summary.put("redriveDate", AwsJson.timestamp(date));
        }
        return summary;
    }

    private ObjectNode identity(Optional<ExecutionResult> result) {
        ObjectNode identity = AwsJson.object()
                .put("executionArn", arn)
                .put("stateMachineArn", machine.arn())
                .put("name", name)
                .put("status", status(result))
                .put("startDate", AwsJson.timestamp(started));
        result.ifPresent(ended -> identity.put("stopDate", AwsJson.timestamp(ended.stopTime())));
        return identity;
    }

    /**
     * Returns the execution in the format of DescribeExecution.
     *
     * @param withData whether the description contains inputs, outputs and the cause of a failure
     */
    ObjectNode description(boolean withData) {
        RunningExecution current = running;
        ObjectNode description = summary(current);
        if (withData) {
            addData(description, current.result());
        }
        Optional<String> reason = current.redriveStatusReason();
        description.put("redriveStatus", reason.isEmpty() ? "REDRIVABLE" : "NOT_REDRIVABLE");
        reason.ifPresent(text -> description.put("redriveStatusReason", text));
        return description;
    }

    /** Returns the response of StartSyncExecution after the execution has ended. */
    ObjectNode syncAnswer(ExecutionResult result, boolean withData) {
        ObjectNode answer = identity(Optional.of(result));
        if (withData) {
            addData(answer, Optional.of(result));
        }
        long milliseconds = Duration.between(started, result.stopTime()).toMillis();
        long begunUnits = Math.max(1, (milliseconds + BILLED_UNIT - 1) / BILLED_UNIT);
        answer.putObject("billingDetails")
                .put("billedMemoryUsedInMB", 64)
                .put("billedDurationInMilliseconds", begunUnits * BILLED_UNIT);
        return answer;
    }

    private void addData(ObjectNode description, Optional<ExecutionResult> result) {
        description.put("input", input);
        description.putObject("inputDetails").put("included", true);
        result.ifPresent(ended -> {
            if (ended.output() != null) {
                description.put("output", ended.output().toString());
                description.putObject("outputDetails").put("included", true);
            }
            if (ended.error() != null) {
                description.put("error", ended.error());
            }
            if (ended.cause() != null) {
                description.put("cause", ended.cause());
            }
        });
    }

    /** Returns the detail of the status change event. Its times are in milliseconds, and unset members are null. */
    ObjectNode statusChange(Optional<ExecutionResult> result) {
        ObjectNode detail = AwsJson.object()
                .put("executionArn", arn)
                .put("stateMachineArn", machine.arn())
                .put("name", name)
                .put("status", status(result))
                .put("startDate", started.toEpochMilli())
                .put(
                        "stopDate",
                        result.map(ended -> ended.stopTime().toEpochMilli()).orElse(null))
                .put("input", input)
                .put(
                        "output",
                        result.map(ExecutionResult::output)
                                .map(JsonNode::toString)
                                .orElse(null));
        detail.putObject("inputDetails").put("included", true);
        detail.set(
                "outputDetails",
                result.map(ExecutionResult::output).isPresent()
                        ? AwsJson.object().put("included", true)
                        : null);
        return detail.put("error", result.map(ExecutionResult::error).orElse(null))
                .put("cause", result.map(ExecutionResult::cause).orElse(null));
    }
}
