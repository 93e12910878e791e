package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Takes the place of the runtime interface client's class of this name, whose native code exists for Linux only: the local emulator
 * puts this one before it on the class path of a function's JVM where the host is another system.
 */
final class NativeClient {
    private static String invocations = "";

    private NativeClient() {}

    static void init(String runtimeApi) {
        invocations = "http://" + runtimeApi + "/2018-06-01/runtime/invocation/";
    }

    static InvocationRequest next() {
        try {
            HttpURLConnection connection = open("next");
            try (InputStream in = connection.getInputStream()) {
                InvocationRequest request = new InvocationRequest();
                request.setId(connection.getHeaderField("Lambda-Runtime-Aws-Request-Id"));
                request.setInvokedFunctionArn(connection.getHeaderField("Lambda-Runtime-Invoked-Function-Arn"));
                request.setDeadlineTimeInMs(connection.getHeaderFieldLong("Lambda-Runtime-Deadline-Ms", 0));
                request.setContent(in.readAllBytes());
                return request;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot get the next invocation", e);
        }
    }

    static void postInvocationResponse(byte[] requestId, byte[] response) {
        try {
            HttpURLConnection connection = open(new String(requestId, StandardCharsets.UTF_8) + "/response");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(response.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(response);
            }
            try (InputStream in = connection.getInputStream()) {
                in.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot post the response", e);
        }
    }

    private static HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(invocations + path).toURL().openConnection();
    }
}
