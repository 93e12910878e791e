package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Jsonata;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.StateValues;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.Json;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.TaskInput;

/**
 * A message that a user's own state machine publishes when it finishes, with the user's text. Pipelines and launch functions
 * send {@link Notifications}, which have a fixed form.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
 */
public final class EndNotification {
    private static final int MAX_SUBJECT = 99;

    /** Subjects have no line breaks and no control characters, and fewer than 100 characters. */
    private static final Pattern SUBJECT = Pattern.compile(
            "\\S[^\\p{Cc}\\u2028\\u2029]{0," + (MAX_SUBJECT - 1) + "}", Pattern.UNICODE_CHARACTER_CLASS);

    /** Converts a value of the execution to a subject. The format argument is the reference. */
    private static final String MADE_SUBJECT =
            "$trim($substring($trim($replace($string(%s), /[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]/, ' ')), 0, "
                    + MAX_SUBJECT + "))";

    private final ITopic topic;
    private final TaskInput message;
    private final @Nullable String subject;

    private EndNotification(ITopic topic, TaskInput message, @Nullable String subject) {
        this.topic = topic;
        this.message = message;
        this.subject = subject;
    }

    /**
     * A message to a topic.
     *
     * @param topic a standard topic
     * @param message a string, an object, or a value of the state: {@code TaskInput.fromText("Done")}, {@code
     *     TaskInput.fromObject(Map.of("Day", JsonPath.stringAt("$.Day")))}, {@code TaskInput.fromJsonPathAt("$.Result")}. A value that is
     * not a string
     *     is published as JSON, at most 256 KB
     * @throws IllegalArgumentException when the topic is a FIFO topic, or the message is empty
     */
    public static EndNotification to(ITopic topic, TaskInput message) {
        Notifications.ofSuccess(Validation.required("topic", topic));
        if ("".equals(Validation.required("message", message).getValue())) {
            throw new IllegalArgumentException("'message' must not be empty: SNS publishes no empty message");
        }
        return new EndNotification(topic, message, null);
    }

    /**
     * Returns this message with a subject, for subscribers by email. Default: none.
     *
     * @param text 1 to 99 characters without line breaks, or a reference, whose value is truncated and stripped of line breaks
     * @throws IllegalArgumentException when SNS does not accept the subject
     */
    public EndNotification withSubject(String text) {
        Validation.required("subject", text);
        if (!Tokens.isUnresolved(text)
                && !Reference.isExpression(text)
                && !SUBJECT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'subject' must have 1 to %d characters, the first not a space, without line breaks and control characters, got: '%s'"
                            .formatted(MAX_SUBJECT, text));
        }
        return new EndNotification(topic, message, text);
    }

    ITopic topic() {
        return topic;
    }

    /**
     * Returns the arguments of the task that publishes the message.
     *
     * @throws IllegalArgumentException when JSONata has no expression for a reference
     */
    ObjectNode arguments() {
        ObjectNode arguments = Json.object().put("TopicArn", topic.getTopicArn());
        if (subject != null) {
            Reference reference = Reference.of("subject", subject, Reference.STATE_INPUT);
            arguments.put(
                    "Subject",
                    reference.isLiteral()
                            ? reference.inState()
                            : Jsonata.expression(MADE_SUBJECT.formatted(reference.expression())));
        }
        arguments.set("Message", text());
        return arguments;
    }

    /**
     * Returns the message as a string or an object. Step Functions converts an object to JSON, and this converts all other values to a
     * string.
     */
    private JsonNode text() {
        JsonNode value = StateValues.inState("message", message.getValue(), Reference.STATE_INPUT);
        return value.isTextual() && Reference.isExpression(value.textValue())
                ? TextNode.valueOf(Jsonata.expression("$string(%s)".formatted(StateValues.expression(value))))
                : value;
    }
}
