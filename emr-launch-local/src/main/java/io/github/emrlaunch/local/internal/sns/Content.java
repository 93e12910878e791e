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
 * What is published, see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>.
 *
 * @param message for everybody, or the default one of a message with a structure
 * @param byProtocol other messages, for the subscribers of a protocol
 * @param groupId the message group, null for none
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

    /** The content of a request, checked. */
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
     * A subject has fewer than 100 characters, without line breaks and control characters. That it must not begin with a space is
     * what the page said before it allowed more than ASCII.
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
            // What is not a text is ignored.
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

    /** What the subscribers of a protocol get. */
    String messageFor(String protocol) {
        return byProtocol.getOrDefault(protocol, message);
    }

    static AwsException invalid(String what) {
        return AwsException.client("InvalidParameter", "Invalid parameter: " + what);
    }
}
