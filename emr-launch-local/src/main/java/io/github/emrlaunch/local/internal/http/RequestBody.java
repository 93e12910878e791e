package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;

/** The body of a request whose protocol is JSON. */
final class RequestBody {
    private RequestBody() {}

    /** Returns the object in the body; an empty object for an empty body. */
    static ObjectNode object(String body) {
        try {
            if (body.isBlank()) {
                return AwsJson.object();
            }
            if (AwsJson.parse(body) instanceof ObjectNode object) {
                return object;
            }
            throw AwsException.client("SerializationException", "The request is not a JSON object");
        } catch (JsonProcessingException e) {
            throw AwsException.client("SerializationException", "The request is not JSON: " + e.getOriginalMessage());
        }
    }
}
