package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.states.HistoryEvent;
import java.util.List;

/**
 * The logging configuration of a state machine, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html">Logging using CloudWatch Logs</a>.
 *
 * @param destination the ARN of the log group, which ends with {@code :*}; empty without one
 * @param level {@code ALL}, {@code ERROR}, {@code FATAL} or {@code OFF}
 * @param withData whether inputs, outputs and parameters are logged, too
 */
record ExecutionLog(String destination, String level, boolean withData) {
    /** The configuration of a state machine without logging. */
    static final ExecutionLog NONE = new ExecutionLog("", "OFF", false);

    /** Reads a {@code loggingConfiguration} of the API. */
    static ExecutionLog of(JsonNode configuration) {
        String level = AwsJson.text(configuration, "level", "OFF");
        JsonNode destinations = configuration.path("destinations");
        String arn = destinations
                .path(0)
                .path("cloudWatchLogsLogGroup")
                .path("logGroupArn")
                .asText();
        boolean complete = destinations.size() == 1 && arn.endsWith(":*");
        if (destinations.size() > 1 || (!level.equals("OFF") && !complete)) {
            throw AwsException.client(
                    "InvalidLoggingConfiguration",
                    "Invalid Logging Configuration: 'there must be one destination, whose ARN ends with :*'");
        }
        return new ExecutionLog(
                arn, level, configuration.path("includeExecutionData").asBoolean());
    }

    /** Returns the {@code loggingConfiguration} for responses. */
    ObjectNode toJson() {
        ObjectNode configuration = AwsJson.object().put("level", level).put("includeExecutionData", withData);
        if (!destination.isEmpty()) {
            configuration
                    .putArray("destinations")
                    .addObject()
                    .putObject("cloudWatchLogsLogGroup")
                    .put("logGroupArn", destination);
        }
        return configuration;
    }

    /** Returns the name of the log group. */
    String logGroup() {
        return destination.replaceFirst(".*:log-group:", "").replaceFirst(":\\*$", "");
    }

    boolean has(HistoryEvent event) {
        return switch (level) {
            case "ALL" -> true;
            case "ERROR" -> event.type().matches(".*(Failed|Aborted|TimedOut)|FailStateEntered");
            case "FATAL" -> event.type().matches("Execution(Failed|Aborted|TimedOut)");
            default -> false;
        };
    }

    String line(String executionArn, HistoryEvent event, int redriveCount) {
        ObjectNode details = event.details().deepCopy();
        if (!withData) {
            details.remove(List.of("input", "inputDetails", "output", "outputDetails", "parameters"));
        }
        ObjectNode line = AwsJson.object().put("id", Long.toString(event.id())).put("type", event.type());
        line.set("details", details);
        return line.put("redrive_count", Integer.toString(redriveCount))
                .put("previous_event_id", Long.toString(event.previousEventId()))
                .put("event_timestamp", Long.toString(event.timestamp().toEpochMilli()))
                .put("execution_arn", executionArn)
                .toString();
    }
}
