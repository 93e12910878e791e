package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.RunningExecution;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An execution: what it was started with, its history and how it ended. */
final class Execution {
    private static final DateTimeFormatter LOG_STREAM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

    private final StateMachine machine;
    private final String arn;
    private final String name;
    private final String input;
    private final Instant started;
    private final List<HistoryEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final RunningExecution running;

    /** @param start starts the execution; it is given the execution to report events to */
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

    /** The log stream that it logs to, where its machine does. Believed to look like this. */
    String logStream() {
        return "states/" + machine.name() + "/" + LOG_STREAM.format(started) + "/" + Ids.hex(arn, 8);
    }

    RunningExecution running() {
        return running;
    }

    List<HistoryEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    String status() {
        return running.result().map(result -> result.status().name()).orElse("RUNNING");
    }

    /** What ListExecutions says about the execution. */
    ObjectNode summary() {
        ObjectNode summary = AwsJson.object()
                .put("executionArn", arn)
                .put("stateMachineArn", machine.arn())
                .put("name", name)
                .put("status", status())
                .put("startDate", AwsJson.timestamp(started));
        running.result().ifPresent(result -> summary.put("stopDate", AwsJson.timestamp(result.stopTime())));
        return summary;
    }

    /** What DescribeExecution says about the execution. */
    ObjectNode description() {
        ObjectNode description = summary().put("input", input).put("redriveCount", 0);
        description.putObject("inputDetails").put("included", true);
        Optional<ExecutionResult> result = running.result();
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
        return description;
    }

    /** The detail of the event that tells of a status; times are in milliseconds there, and what is unset is null. */
    ObjectNode statusChange(String status) {
        Optional<ExecutionResult> result = status.equals("RUNNING") ? Optional.empty() : running.result();
        ObjectNode detail = AwsJson.object()
                .put("executionArn", arn)
                .put("stateMachineArn", machine.arn())
                .put("name", name)
                .put("status", status)
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
