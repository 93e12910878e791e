package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.ExecutionEnd.Status;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.sns.ITopic;

/**
 * The states of a state machine that notify of the outcome of an execution. A failed notification does not fail the execution.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html">Step Functions and SNS</a>
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html">Step Functions and EventBridge</a>
 */
public final class NotificationStates {
    private static final List<Retrier> RETRIERS =
            List.of(Retrier.of(List.of("States.TaskFailed"), 2, 5).withJitter());

    private final Notifications notifications;
    private final Kind kind;
    private final String name;

    /** Creates the notifications of a state machine. */
    public NotificationStates(Notifications notifications, Kind kind, String name) {
        this.notifications = notifications;
        this.kind = kind;
        this.name = name;
    }

    /**
     * Adds the states for executions that succeeded.
     *
     * @param work the known values of the work, as expressions
     * @param end the last state, which the caller adds
     * @return the first of the states
     */
    public String addSuccess(StateMachineText machine, Map<String, String> work, String end) {
        return add(machine, Status.SUCCEEDED, notifications.getSuccessTopic(), "Success", new TreeMap<>(work), end);
    }

    /**
     * Adds the states for executions that failed.
     *
     * @param suffix the suffix of the names of the states, such as " of Launch"; empty for none
     * @param error the error as {@code {"Error", "Cause"}}, an expression
     * @param work the known values of the work, as expressions
     * @param end the last state, which the caller adds
     * @return the first of the states
     */
    public String addFailure(
            StateMachineText machine, String suffix, String error, Map<String, String> work, String end) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put(ExecutionEnd.ERROR, error + ".Error");
        members.put(ExecutionEnd.CAUSE, error + ".Cause");
        members.putAll(new TreeMap<>(work));
        return add(machine, Status.FAILED, notifications.getFailureTopic(), "Failure" + suffix, members, end);
    }

    private String add(
            StateMachineText machine,
            Status status,
            @Nullable ITopic topic,
            String outcome,
            Map<String, String> members,
            String end) {
        List<Map.Entry<String, StateText>> states = new ArrayList<>();
        if (topic != null) {
            states.add(Map.entry(
                    "Notify of " + outcome,
                    publish(
                            topic.getTopicArn(),
                            literal(ExecutionEnd.subject(kind, name, status)),
                            message(status, members))));
        }
        IEventBus bus = notifications.getEventBus();
        if (bus != null) {
            states.add(Map.entry("Send Event of " + outcome, putEvent(bus.getEventBusArn(), message(status, members))));
        }
        for (int i = 0; i < states.size(); i++) {
            String next = i + 1 < states.size() ? states.get(i + 1).getKey() : end;
            machine.add(
                    states.get(i).getKey(),
                    states.get(i).getValue().retry(RETRIERS).catchAll(next).next(next));
        }
        return states.isEmpty() ? end : states.get(0).getKey();
    }

    /** Returns an expression that omits members with unknown values. */
    private TextNode message(Status status, Map<String, String> members) {
        StringBuilder text = new StringBuilder();
        ExecutionEnd.of(kind, name, status)
                .properties()
                .forEach(member -> append(text, member.getKey(), quote(member.getValue())));
        append(text, ExecutionEnd.EXECUTION, "$states.context.Execution.Id");
        members.forEach((member, value) -> append(text, member, value));
        return TextNode.valueOf(expression("$sift({%s}, function($value) { $value != null })".formatted(text)));
    }

    private static void append(StringBuilder text, String member, String value) {
        text.append(text.isEmpty() ? "" : ", ")
                .append(quote(TextNode.valueOf(member)))
                .append(": ")
                .append(value);
    }

    /** Returns a task that publishes a notification to a topic. */
    public static StateText publish(String topicArn, String subject, JsonNode message) {
        ObjectNode arguments = Json.object().put("TopicArn", topicArn).put("Subject", subject);
        arguments.set("Message", message);
        return StateText.task("sns:publish", arguments);
    }

    /** Returns a task that sends a notification to an event bus. */
    public static StateText putEvent(String eventBusArn, JsonNode detail) {
        ObjectNode arguments = Json.object();
        arguments
                .putArray("Entries")
                .addObject()
                .put("Source", ExecutionEnd.EVENT_SOURCE)
                .put("DetailType", ExecutionEnd.EVENT_DETAIL_TYPE)
                .put("EventBusName", eventBusArn)
                .set("Detail", detail);
        return StateText.task("events:putEvents", arguments);
    }
}
