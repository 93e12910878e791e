package io.github.emrlaunch.lambdas.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The response of AWS to a call.
 *
 * @param status the HTTP status
 * @param errorType the header with the error's code; empty for none
 * @param date the header with the time of the response; empty for none
 * @param body the body, which may be empty
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 */
record AwsAnswer(int status, String errorType, String date, String body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<Instant> time() {
        try {
            return date.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the JSON of a successful response; an empty object if there is none. */
    ObjectNode json(AwsCall call) {
        if (body.isEmpty()) {
            return Json.object();
        }
        try {
            return Json.parseObject(body);
        } catch (InvalidDefinitionException e) {
            throw AwsCallFailedException.unanswered(
                    call.action(), "the response with status %d is not a JSON object".formatted(status));
        }
    }

    AwsCallFailedException failure(AwsCall call) {
        JsonNode json = error();
        String code = firstOf(
                errorType, json.path("__type").asText(), json.path("code").asText());
        String reason =
                firstOf(json.path("message").asText(), json.path("Message").asText());
        return AwsCallFailedException.answered(
                call.action(), code.isEmpty() ? "HTTP" + status : withoutPrefixes(code), reason, status);
    }

    private static String firstOf(String... texts) {
        for (String text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** {@code com.amazonaws.ssm#ParameterNotFound:http://…} has namespace and URI in addition to the code. */
    private static String withoutPrefixes(String code) {
        String withoutUri = code.contains(":") ? code.substring(0, code.indexOf(':')) : code;
        return withoutUri.substring(withoutUri.indexOf('#') + 1);
    }

    private JsonNode error() {
        try {
            return Json.parse(body);
        } catch (InvalidDefinitionException e) {
            return Json.object();
        }
    }
}
