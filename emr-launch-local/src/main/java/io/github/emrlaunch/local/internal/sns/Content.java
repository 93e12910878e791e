package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of a publication, see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>.
 *
 * @param message the message for all subscribers, or the default message of a message structure
 * @param byProtocol other messages by protocol of the subscribers
 * @param groupId the message group; null for none
 */
record Content(
        @Nullable String subject,
        String message,
        Map<String, String> byProtocol,
        Map<String, MessageAttribute> attributes,
        @Nullable String groupId) {
    private static final int MAX_BYTES = 262_144;
    private static final int SUBJECT_LIMIT = 100;

    Content {
        byProtocol = Map.copyOf(byProtocol);
        attributes = Map.copyOf(attributes);
    }

    /** Reads and checks the content of a request. */
    static Content read(ObjectNode input) {
        String subject = AwsJson.text(input, "Subject");
        if (subject != null && !isSubject(subject)) {
            throw invalid("Subject");
        }
        String message = AwsJson.text(input, "Message", "");
        if (message.isEmpty()) {
            throw invalid("Empty message");
        }
        Map<String, MessageAttribute> attributes = MessageAttribute.read(input);
        int size = message.getBytes(StandardCharsets.UTF_8).length
                + attributes.entrySet().stream()
                        .mapToInt(attribute -> attribute.getValue().size(attribute.getKey()))
                        .sum();
        if (size > MAX_BYTES) {
            throw invalid("Message too long");
        }
        if (AwsJson.has(input, "MessageDeduplicationId")) {
            throw invalid("MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is"
                    + " not valid for this topic type");
        }
        String groupId = AwsJson.text(input, "MessageGroupId");
        String structure = AwsJson.text(input, "MessageStructure");
        if (structure == null) {
            return new Content(subject, message, Map.of(), attributes, groupId);
        }
        if (!structure.equals("json")) {
            throw invalid("MessageStructure");
        }
        Map<String, String> byProtocol = structured(message);
        return new Content(subject, byProtocol.getOrDefault("default", ""), byProtocol, attributes, groupId);
    }

    /**
     * Returns whether a subject is valid. It has fewer than 100 characters, without line breaks and control characters. The rule that it
     * must not start with a space is from the page before it allowed more than ASCII.
     */
    private static boolean isSubject(String subject) {
        return !subject.isEmpty()
                && subject.length() < SUBJECT_LIMIT
                && !Character.isWhitespace(subject.charAt(0))
                && subject.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }

    private static Map<String, String> structured(String message) {
        Map<String, String> byProtocol = new TreeMap<>();
        try {
            JsonNode json = AwsJson.parse(message);
            // Members that are not texts are ignored.
            json.properties().stream()
                    .filter(entry -> entry.getValue().isTextual())
                    .forEach(entry ->
                            byProtocol.put(entry.getKey(), entry.getValue().asText()));
        } catch (JsonProcessingException e) {
            throw invalid("Message Structure - JSON message body failed to parse");
        }
        if (!byProtocol.containsKey("default")) {
            throw invalid("Message Structure - No default entry in JSON message body");
        }
        return byProtocol;
    }

    /** Returns the message for the subscribers of a protocol. */
    String messageFor(String protocol) {
        return byProtocol.getOrDefault(protocol, message);
    }

    static AwsException invalid(String what) {
        return AwsException.client("InvalidParameter", "Invalid parameter: " + what);
    }
}
