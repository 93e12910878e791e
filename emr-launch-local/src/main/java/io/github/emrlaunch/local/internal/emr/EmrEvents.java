package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.EventSink;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Sends the events of EMR to the event bus, see <a
 * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-manage-cloudwatch-events.html">Monitor CloudWatch
 * events</a>.
 */
final class EmrEvents {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final EventSink sink;
    private final VirtualClock clock;

    EmrEvents(EventSink sink, VirtualClock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** Sends the event of the new state of a cluster. EMR has no event for some states. */
    void changed(Cluster cluster) {
        ClusterState state = cluster.state();
        Cluster.Reason reason = cluster.reason();
        String code = reason.code() == null ? "" : reason.code();
        String named = cluster.id() + " (" + cluster.name() + ")";
        String now = TIME.format(clock.now());
        String message =
                switch (state) {
                    case STARTING ->
                        "Amazon EMR cluster " + named + " was requested at " + now + " and is being created.";
                    case RUNNING -> "Amazon EMR cluster " + named + " began running steps at " + now + ".";
                    case WAITING ->
                        cluster.steps().isEmpty()
                                ? "Amazon EMR cluster " + named + " was created at " + now + " and is ready for use."
                                : "Amazon EMR cluster " + named + " finished running all pending steps at " + now + ".";
                    case TERMINATED ->
                        "Amazon EMR Cluster " + named + " has terminated at " + now + " with a reason of " + code + ".";
                    case TERMINATED_WITH_ERRORS ->
                        "Amazon EMR Cluster " + named + " has terminated with errors at " + now + " with a reason of "
                                + code + ".";
                    case BOOTSTRAPPING, TERMINATING -> "";
                };
        if (message.isEmpty()) {
            return;
        }
        ObjectNode why = AwsJson.object().put("code", code);
        if (state.hasEnded()) {
            why.put("message", reason.message());
        }
        sink.emit(
                "aws.emr",
                "EMR Cluster State Change",
                List.of(),
                AwsJson.object()
                        .put("severity", state == ClusterState.TERMINATED_WITH_ERRORS ? "CRITICAL" : "INFO")
                        .put("stateChangeReason", why.toString())
                        .put("name", cluster.name())
                        .put("clusterId", cluster.id())
                        .put("state", state.name())
                        .put("message", message));
    }

    /** Sends the event of the new state of a step. */
    void changed(Cluster cluster, Step step) {
        String named = step.id() + " (" + step.name() + ")";
        String in = " in Amazon EMR cluster " + cluster.id() + " (" + cluster.name() + ") ";
        Instant instant = clock.now();
        String now = TIME.format(instant);
        Instant started = step.started();
        String message =
                switch (step.state()) {
                    case PENDING ->
                        "Step " + named + " was added to Amazon EMR cluster " + cluster.id() + " (" + cluster.name()
                                + ") at " + now + " and is pending execution.";
                    case RUNNING -> "Step " + named + in + "started running at " + now + ".";
                    case CANCEL_PENDING ->
                        "Step " + named + in + "was cancelled at " + now + " and is pending cancellation.";
                    case COMPLETED ->
                        "Step " + named + in + "completed execution at " + now + ". The step started running at "
                                + TIME.format(started == null ? instant : started) + " and took "
                                + Duration.between(started == null ? instant : started, instant)
                                        .toMinutes()
                                + " minutes to complete.";
                    case CANCELLED ->
                        "Cancellation request has succeeded for cluster step " + named + in + "at " + now
                                + ", and the step is now cancelled.";
                    case FAILED -> "Step " + named + in + "failed at " + now + ".";
                };
        String severity =
                switch (step.state()) {
                    case FAILED -> "ERROR";
                    case CANCEL_PENDING, CANCELLED -> "WARN";
                    default -> "INFO";
                };
        sink.emit(
                "aws.emr",
                "EMR Step Status Change",
                List.of(),
                AwsJson.object()
                        .put("severity", severity)
                        .put("actionOnFailure", step.actionOnFailure())
                        .put("stepId", step.id())
                        .put("name", step.name())
                        .put("clusterId", cluster.id())
                        .put("state", step.state().name())
                        .put("message", message));
    }
}
