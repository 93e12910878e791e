package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message attribute, see <a
 * href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">message attributes</a>. The errors are those
 * that LocalStack recorded from AWS (test_sns.snapshot.json).
 *
 * @param type such as {@code String}, {@code Number} or {@code Binary}
 * @param value the value; in Base64 when it is binary
 */
record MessageAttribute(String type, String value) {
    private static final int MAX_NAME = 256;
    private static final Pattern OTHER_CHARACTER = Pattern.compile("[^A-Za-z0-9_.-]");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");

    /** Reads the attributes of a request. An SDK sends them as a form, a task of a state machine as JSON. */
    static Map<String, MessageAttribute> read(ObjectNode input) {
        Map<String, MessageAttribute> attributes = new TreeMap<>();
        for (int i = 1; input.has("MessageAttributes.entry." + i + ".Name"); i++) {
            String entry = "MessageAttributes.entry." + i;
            String name = AwsJson.text(input, entry + ".Name", "");
            attributes.put(name, read(name, input, entry + ".Value."));
        }
        input.path("MessageAttributes")
                .properties()
                .forEach(attribute ->
                        attributes.put(attribute.getKey(), read(attribute.getKey(), attribute.getValue(), "")));
        return attributes;
    }

    private static MessageAttribute read(String name, JsonNode input, String prefix) {
        checkName(name);
        String type = AwsJson.text(input, prefix + "DataType");
        if (type == null) {
            throw AwsException.client(
                    "ValidationError",
                    "1 validation error detected: Value null at 'messageAttributes." + name
                            + ".member.dataType' failed to satisfy constraint: Member must not be null");
        }
        if (!TYPE.matcher(type).matches()) {
            throw invalid("The message attribute '" + name + "' has an invalid message attribute type, the set of"
                    + " supported type prefixes is Binary, Number, and String.");
        }
        boolean binary = type.startsWith("Binary");
        String field = binary ? "Binary" : "String";
        String value = AwsJson.text(input, prefix + field + "Value");
        if (value == null && AwsJson.has(input, prefix + (binary ? "String" : "Binary") + "Value")) {
            throw invalid(
                    "The message attribute '" + name + "' with type '" + type + "' must use field '" + field + "'.");
        }
        if (value == null || value.isEmpty()) {
            throw invalid("The message attribute '" + name
                    + "' must contain non-empty message attribute value for message attribute type '" + type + "'.");
        }
        return new MessageAttribute(type, value);
    }

    private static void checkName(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length >= MAX_NAME) {
            throw invalid("Length of message attribute name must be less than 256 bytes.");
        }
        Matcher other = OTHER_CHARACTER.matcher(name);
        if (other.find()) {
            throw invalid(
                    "Invalid non-alphanumeric character '#x%X' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots."
                            .formatted(other.group().codePointAt(0)));
        }
        if (name.startsWith(".")) {
            throw invalid("Invalid message attribute name starting with character '.' was found.");
        }
        if (name.endsWith(".")) {
            throw invalid("Invalid message attribute name ending with character '.' was found.");
        }
        if (name.contains("..")) {
            throw invalid("Message attribute name can not have successive '.' character.");
        }
    }

    private static AwsException invalid(String message) {
        return AwsException.client("ParameterValueInvalid", message);
    }

    /** Returns its size in the message, in bytes. */
    int size(String name) {
        return bytes(name) + bytes(type) + bytes(value);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns the attribute in the format of notifications to functions and queues. */
    ObjectNode inNotification() {
        return AwsJson.object().put("Type", type).put("Value", value);
    }

    /** Returns the attribute in the format of SQS messages. */
    ObjectNode inQueue() {
        return AwsJson.object()
                .put("DataType", type)
                .put(type.startsWith("Binary") ? "BinaryValue" : "StringValue", value);
    }
}
