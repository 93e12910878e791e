package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.states.HistoryEvent;
import java.util.List;

/**
 * What a state machine logs, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html">Logging using CloudWatch Logs</a>.
 *
 * @param logGroup the group's name
 * @param level {@code ALL}, {@code ERROR}, {@code FATAL} or {@code OFF}
 * @param withData whether inputs, outputs and parameters are logged, too
 */
record ExecutionLog(String logGroup, String level, boolean withData) {
    /** Of a machine that logs nothing. */
    static final ExecutionLog NONE = new ExecutionLog("", "OFF", false);

    boolean has(HistoryEvent event) {
        return switch (level) {
            case "ALL" -> true;
            case "ERROR" -> event.type().matches(".*(Failed|Aborted|TimedOut)|FailStateEntered");
            case "FATAL" -> event.type().matches("Execution(Failed|Aborted|TimedOut)");
            default -> false;
        };
    }

    String line(String executionArn, HistoryEvent event) {
        ObjectNode details = event.details().deepCopy();
        if (!withData) {
            details.remove(List.of("input", "inputDetails", "output", "outputDetails", "parameters"));
        }
        ObjectNode line = AwsJson.object().put("id", Long.toString(event.id())).put("type", event.type());
        line.set("details", details);
        return line.put("previous_event_id", Long.toString(event.previousEventId()))
                .put("event_timestamp", Long.toString(event.timestamp().toEpochMilli()))
                .put("execution_arn", executionArn)
                .toString();
    }
}
