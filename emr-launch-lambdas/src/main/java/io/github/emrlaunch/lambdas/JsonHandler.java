package io.github.emrlaunch.lambdas;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What all handlers have in common: JSON in, JSON out, failures of AWS by the names that state machines retry, and one line of
 * JSON in the log for each invocation. The line has identifiers, names and the outcome; never a payload, a value that somebody
 * chose, a secret, or the message of an error. What Lambda's runtime logs of an error that fails the invocation, its message
 * and its stack, comes besides: messages never quote a secret.
 */
abstract class JsonHandler implements RequestStreamHandler {
    private static final String OUTCOME = "Outcome";

    /**
     * Does the work.
     *
     * @param line of the log; takes what is to be told about this invocation
     */
    abstract ObjectNode handle(JsonNode payload, ObjectNode line);

    @Override
    public final void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        ObjectNode line = Json.object();
        try {
            JsonNode payload = Json.parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
            output.write(Json.write(handleNamingFailures(payload, line)).getBytes(StandardCharsets.UTF_8));
            line.put(OUTCOME, "Succeeded");
        } catch (IOException | RuntimeException e) {
            line.put(OUTCOME, e.getClass().getName());
            throw e;
        } finally {
            context.getLogger().log(Json.write(line) + "\n");
        }
    }

    private ObjectNode handleNamingFailures(JsonNode payload, ObjectNode line) {
        try {
            return handle(payload, line);
        } catch (SdkException e) {
            throw AwsUnavailableException.ifTransient(e);
        } catch (AwsCallFailedException e) {
            throw AwsUnavailableException.ifTransient(e);
        }
    }
}
