package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a message, see <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">message
 * metadata</a>.
 *
 * @param json the attributes by name, in the format of requests and responses
 */
record MessageAttributes(ObjectNode json) {
    private static final int MAX_ATTRIBUTES = 10;
    private static final int MAX_NAME = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");

    /** Returns the attributes of a request without checks. */
    static MessageAttributes unchecked(JsonNode input) {
        return new MessageAttributes(
                input.path("MessageAttributes") instanceof ObjectNode given ? given : AwsJson.object());
    }

    /** Returns the values by name, as text. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        json.properties()
                .forEach(attribute -> values.put(
                        attribute.getKey(),
                        attribute
                                .getValue()
                                .path("StringValue")
                                .asText(attribute.getValue().path("BinaryValue").asText())));
        return values;
    }

    /** Reads and checks the attributes of a request. */
    static MessageAttributes read(JsonNode input) {
        JsonNode attributes = input.path("MessageAttributes");
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw SqsErrors.invalidValue("Number of message attributes [" + attributes.size()
                    + "] exceeds the allowed maximum [" + MAX_ATTRIBUTES + "].");
        }
        ObjectNode json = AwsJson.object();
        attributes.properties().forEach(attribute -> {
            checkName(attribute.getKey());
            checkValue(attribute.getKey(), attribute.getValue());
            json.set(attribute.getKey(), attribute.getValue());
        });
        return new MessageAttributes(json);
    }

    private static void checkName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.length() > MAX_NAME) {
            throw SqsErrors.invalidValue("Message (user) attribute names must be shorter than 256 Bytes");
        }
        if (!NAME.matcher(name).matches()) {
            throw SqsErrors.invalidValue(
                    "Message (user) attributes name can only contain upper and lower score characters, digits, periods,"
                            + " hyphens and underscores. ");
        }
        if (lower.startsWith("aws.")
                || lower.startsWith("amazon.")
                || name.startsWith(".")
                || name.endsWith(".")
                || name.contains("..")) {
            throw SqsErrors.invalidValue(
                    "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for"
                            + " internal use. Additionally, they cannot start or end with '.'.");
        }
    }

    private static void checkValue(String name, JsonNode attribute) {
        String type = AwsJson.text(attribute, "DataType", "");
        if (!TYPE.matcher(type).matches() || type.length() > MAX_NAME) {
            throw SqsErrors.invalidValue(
                    "The type of message (user) attribute '" + name + "' is invalid. You must use only the following"
                            + " supported type prefixes: Binary, Number, String.");
        }
        String base = type.startsWith("Binary") ? "Binary" : "String";
        String value = AwsJson.text(attribute, base + "Value", "");
        if (value.isEmpty()) {
            throw SqsErrors.invalidValue(
                    "Message (user) attribute '" + name + "' must contain a non-empty value of type '" + base + "'.");
        }
        if (type.startsWith("Number") && !isNumber(value)) {
            throw SqsErrors.invalidValue(
                    "Can't cast the value of message (user) attribute '" + name + "' to a number.");
        }
        if (base.equals("String") && !Message.isText(value)) {
            throw SqsErrors.invalidValue(
                    "Message (user) attribute '" + name + "' contains characters that are not allowed.");
        }
    }

    private static boolean isNumber(String value) {
        try {
            return new BigDecimal(value).precision() > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Returns the attributes that a consumer requests: by name, by a prefix before {@code .*}, or {@code All}. */
    MessageAttributes select(List<String> names) {
        ObjectNode selected = AwsJson.object();
        json.properties().stream()
                .filter(attribute -> names.stream().anyMatch(name -> isAskedFor(attribute.getKey(), name)))
                .forEach(attribute -> selected.set(attribute.getKey(), attribute.getValue()));
        return new MessageAttributes(selected);
    }

    private static boolean isAskedFor(String attribute, String name) {
        if (name.equals("All")) {
            return true;
        }
        return name.endsWith(".*")
                ? attribute.startsWith(name.substring(0, name.length() - 2))
                : attribute.equals(name);
    }

    /** Returns their size in bytes: names, types and values. */
    int size() {
        return json.properties().stream()
                .mapToInt(attribute -> bytes(attribute.getKey()).length
                        + bytes(attribute.getValue().path("DataType").asText()).length
                        + value(attribute.getValue()).length)
                .sum();
    }

    /** Returns the digest that SDKs compare; null without attributes. */
    @Nullable String md5() {
        if (json.isEmpty()) {
            return null;
        }
        Map<String, JsonNode> sorted = new TreeMap<>();
        json.properties().forEach(attribute -> sorted.put(attribute.getKey(), attribute.getValue()));
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        sorted.forEach((name, attribute) -> {
            append(encoded, bytes(name));
            append(encoded, bytes(attribute.path("DataType").asText()));
            encoded.write(isBinary(attribute) ? 2 : 1);
            append(encoded, value(attribute));
        });
        return Message.md5(encoded.toByteArray());
    }

    private static void append(ByteArrayOutputStream encoded, byte[] part) {
        encoded.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        encoded.writeBytes(part);
    }

    private static byte[] value(JsonNode attribute) {
        if (!isBinary(attribute)) {
            return bytes(attribute.path("StringValue").asText());
        }
        try {
            return Base64.getDecoder().decode(attribute.path("BinaryValue").asText());
        } catch (IllegalArgumentException e) {
            throw AwsException.client("SerializationException", "A BinaryValue is not Base64: " + e.getMessage());
        }
    }

    private static boolean isBinary(JsonNode attribute) {
        return attribute.path("DataType").asText().startsWith("Binary");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
