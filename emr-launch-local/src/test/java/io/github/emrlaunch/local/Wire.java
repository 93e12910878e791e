package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** HTTP requests without an SDK. */
final class Wire {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int status, JsonNode body, @Nullable String errorType) {
        String message() {
            return body.path("message").asText();
        }
    }

    /** The credentials of a caller; the session token is empty for the account's administrator. */
    record Keys(String accessKeyId, String sessionToken) {
        static Keys administrator(LocalAws aws) {
            return new Keys(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "");
        }
    }

    private Wire() {}

    static Answer call(LocalAws aws, String target, String body) throws IOException {
        return call(aws, Keys.administrator(aws), target, body);
    }

    static Answer call(LocalAws aws, Keys keys, String target, String body) throws IOException {
        return call(aws, keys, aws.region(), target, body);
    }

    static Answer call(LocalAws aws, Keys keys, String region, String target, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint())
                .header("X-Amz-Target", target)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        sign(request, keys, region, "any");
        HttpResponse<String> response = send(request.build());
        return new Answer(
                response.statusCode(),
                JSON.readTree(response.body()),
                response.headers().firstValue("x-amzn-ErrorType").orElse(null));
    }

    /** Sends a request to a REST service. */
    static HttpResponse<String> rest(
            LocalAws aws, String service, String method, String path, String body, String... headers)
            throws IOException {
        return rest(aws, Keys.administrator(aws), service, method, path, body, headers);
    }

    static HttpResponse<String> rest(
            LocalAws aws, Keys keys, String service, String method, String path, String body, String... headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        sign(request, keys, aws.region(), service);
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    /** Sends only these lines and returns the response. */
    static String raw(LocalAws aws, String... lines) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort())) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Adds the credentials to a request. */
    static void sign(HttpRequest.Builder request, Keys keys, String region, String service) {
        request.header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + keys.accessKeyId() + "/20260101/" + region + "/" + service
                        + "/aws4_request, SignedHeaders=host, Signature=0");
        if (!keys.sessionToken().isEmpty()) {
            request.header("X-Amz-Security-Token", keys.sessionToken());
        }
    }

    static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
