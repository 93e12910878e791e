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
import java.util.function.Consumer;

/**
 * The common part of all handlers: JSON input and output, failures of AWS with the names that state machines retry, and one line of
 * JSON in the log for each invocation. The line has identifiers, names and the outcome; never a payload, a value that a user
 * chose, a secret, or the message of an error. In addition, Lambda's runtime logs the message and stack of an error that fails the
 * invocation: messages never quote a secret.
 */
abstract class JsonHandler implements RequestStreamHandler {
    private static final String OUTCOME = "Outcome";
    private static final String OUR_PACKAGES = "io.github.emrlaunch.";

    /**
     * Handles an invocation.
     *
     * @param line the line of the log, for information about this invocation
     * @param functionArn the ARN by which the function was invoked
     */
    abstract ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn);

    @Override
    public final void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handleRequest(input, output, context.getInvokedFunctionArn(), line -> context.getLogger()
                .log(line));
    }

    final void handleRequest(InputStream input, OutputStream output, String functionArn, Consumer<String> log)
            throws IOException {
        ObjectNode line = Json.object();
        try {
            JsonNode payload = Json.parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
            ObjectNode answer = handleNamingFailures(payload, line, functionArn);
            output.write(Json.write(answer).getBytes(StandardCharsets.UTF_8));
            line.put(OUTCOME, "Succeeded");
        } catch (IOException | RuntimeException e) {
            line.put(OUTCOME, e.getClass().getName());
            dropStackTraces(e);
            throw e;
        } finally {
            log.accept(Json.write(line) + "\n");
        }
    }

    private ObjectNode handleNamingFailures(JsonNode payload, ObjectNode line, String functionArn) {
        try {
            return handle(payload, line, functionArn);
        } catch (AwsCallFailedException e) {
            throw AwsUnavailableException.ifTransient(e);
        }
    }

    /** The message of an expected error is sufficient: a stack trace would only fill the cause of a failed execution. */
    private static void dropStackTraces(Exception e) {
        if (e.getClass().getName().startsWith(OUR_PACKAGES)) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                cause.setStackTrace(new StackTraceElement[0]);
            }
        }
    }
}
