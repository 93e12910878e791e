package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Requests without the help of an SDK. */
final class Wire {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int status, JsonNode body, @Nullable String errorType) {
        String message() {
            return body.path("message").asText();
        }
    }

    private Wire() {}

    static Answer call(LocalAws aws, String target, String body) throws IOException {
        return call(aws, "AKIA", target, body);
    }

    static Answer call(LocalAws aws, String accessKey, String target, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(aws.endpoint())
                .header("X-Amz-Target", target)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + accessKey
                                + "/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = send(request);
        return new Answer(
                response.statusCode(),
                JSON.readTree(response.body()),
                response.headers().firstValue("x-amzn-ErrorType").orElse(null));
    }

    /** A request of a REST service, signed with this access key. */
    static HttpResponse<String> rest(
            LocalAws aws, String accessKey, String service, String method, String path, String body, String... headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint().resolve(path))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + accessKey + "/20260101/us-east-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
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
