package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.Map;
import java.util.TreeMap;

/**
 * An attribute of a message.
 *
 * @param type such as {@code String}, {@code Number} or {@code Binary}
 * @param value in Base64 when it is binary
 */
record MessageAttribute(String type, String value) {
    /** An SDK writes attributes into a form, a task of a state machine as JSON. */
    static Map<String, MessageAttribute> read(ObjectNode input) {
        Map<String, MessageAttribute> attributes = new TreeMap<>();
        for (int i = 1; input.has("MessageAttributes.entry." + i + ".Name"); i++) {
            String entry = "MessageAttributes.entry." + i;
            attributes.put(AwsJson.text(input, entry + ".Name", ""), read(input, entry + ".Value."));
        }
        input.path("MessageAttributes")
                .properties()
                .forEach(attribute -> attributes.put(attribute.getKey(), read((ObjectNode) attribute.getValue(), "")));
        return attributes;
    }

    private static MessageAttribute read(ObjectNode input, String prefix) {
        return new MessageAttribute(
                AwsJson.text(input, prefix + "DataType", "String"),
                AwsJson.text(input, prefix + "StringValue", AwsJson.text(input, prefix + "BinaryValue", "")));
    }

    /** As functions and queues get it with a notification. */
    ObjectNode inNotification() {
        return AwsJson.object().put("Type", type).put("Value", value);
    }

    /** As a message of a queue has it. */
    ObjectNode inQueue() {
        return AwsJson.object()
                .put("DataType", type)
                .put(type.startsWith("Binary") ? "BinaryValue" : "StringValue", value);
    }
}
