package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads members of requests. A missing or invalid member causes an error with the message of SQS. */
final class SqsInputs {
    private static final Pattern GROUP_ID = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");

    private SqsInputs() {}

    /** Returns a text that must exist and not be empty. */
    static String required(JsonNode input, String member) {
        String value = AwsJson.text(input, member, "");
        if (value.isEmpty()) {
            throw SqsErrors.missing(member);
        }
        return value;
    }

    /**
     * Returns a number within bounds; the default when the member is not set.
     *
     * @param reason the reason in the error for a number out of bounds
     */
    static int number(JsonNode input, String member, int otherwise, int minimum, int maximum, String reason) {
        if (!AwsJson.has(input, member)) {
            return otherwise;
        }
        JsonNode value = input.get(member);
        if (!value.isIntegralNumber()) {
            throw AwsException.client("SerializationException", member + " must be an Integer");
        }
        if (value.asLong() < minimum || value.asLong() > maximum) {
            throw SqsErrors.invalidValue(value.asText(), member, reason);
        }
        return value.asInt();
    }

    /** Returns the message group id of a message in a standard queue. */
    static @Nullable String groupId(JsonNode input) {
        String id = AwsJson.text(input, "MessageGroupId");
        if (id != null && !GROUP_ID.matcher(id).matches()) {
            throw SqsErrors.invalidValue(
                    id,
                    "MessageGroupId",
                    "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
        return id;
    }
}
