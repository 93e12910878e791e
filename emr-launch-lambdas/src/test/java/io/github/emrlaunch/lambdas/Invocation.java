package io.github.emrlaunch.lambdas;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of a handler in the way of Lambda, with version 7 of {@value #FUNCTION}.
 *
 * @param response the response, empty if it failed
 * @param failure the exception, null if it succeeded
 * @param log the log
 */
record Invocation(String response, @Nullable Exception failure, String log) {
    /** The function's ARN, without version. */
    static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:launch";

    static Invocation of(RequestStreamHandler handler, String payload) {
        StringBuilder log = new StringBuilder();
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        Exception failure = null;
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), response, context(log));
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        return new Invocation(response.toString(StandardCharsets.UTF_8), failure, log.toString());
    }

    /** Returns the response, or throws the exception. */
    JsonNode answer() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
        return Json.parse(response);
    }

    /** Returns the single line of the log. */
    JsonNode logLine() {
        if (log.indexOf('\n') != log.length() - 1) {
            throw new AssertionError("Not one line: " + log);
        }
        return Json.parse(log);
    }

    /** Returns all text that others may see: response, log, and the failure with its causes as Lambda logs it. */
    String everything() {
        StringWriter all = new StringWriter();
        all.append(response).append(log);
        if (failure != null) {
            failure.printStackTrace(new PrintWriter(all));
        }
        return all.toString();
    }

    /** A context with a logger and the function's ARN only. */
    private static Context context(StringBuilder log) {
        LambdaLogger logger = new LambdaLogger() {
            @Override
            public void log(String message) {
                log.append(message);
            }

            @Override
            public void log(byte[] message) {
                log(new String(message, StandardCharsets.UTF_8));
            }
        };
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getLogger")) {
                        return logger;
                    }
                    if (method.getName().equals("getInvokedFunctionArn")) {
                        return FUNCTION + ":7";
                    }
                    throw new AssertionError(method.getName());
                });
    }
}
