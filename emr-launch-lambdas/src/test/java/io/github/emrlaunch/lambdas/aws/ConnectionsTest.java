package io.github.emrlaunch.lambdas.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The client with connections of the JDK. */
class ConnectionsTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer server;

    ConnectionsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private AwsClient client(int port) {
        return new AwsClient(
                new AwsEndpoints(Map.of("AWS_REGION", "us-east-1", "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port)),
                Connections.newHttpClient(),
                () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret")),
                Clock.systemUTC(),
                pause -> {});
    }

    private AwsClient client() {
        return client(server.getAddress().getPort());
    }

    @Test
    void sendARequestAndReturnTheResponse() {
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });

        assertThat(client().call(
                                CalledService.SSM,
                                "GetParameters",
                                Json.object().put("Names", "ä")))
                .isEqualTo(Json.object().put("Names", "ä"));
    }

    @Test
    void reportErrorResponses() {
        byte[] error = "{\"__type\": \"ValidationException\", \"message\": \"bad\"}".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(400, error.length);
            exchange.getResponseBody().write(error);
            exchange.close();
        });

        assertThatThrownBy(() -> client().call(CalledService.SSM, "GetParameters", Json.object()))
                .hasMessage("ssm:GetParameters failed with ValidationException (status 400): bad");
    }

    /** The JDK repeats a POST automatically when the connection ends before a response, unless it is streamed. */
    @Test
    void doNotRetryACallThatGetsNoResponse() {
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.close();
        });

        assertThatThrownBy(() -> client().callOnce(CalledService.EMR, "RunJobFlow", Json.object()))
                .isInstanceOfSatisfying(AwsCallFailedException.class, e -> assertThat(e.isTransient())
                        .isTrue());
        assertThat(calls).hasValue(1);
    }

    @Test
    void failWithAMessageWhenThereIsNoConnection() {
        server.stop(0);

        assertThatThrownBy(() ->
                        client(server.getAddress().getPort()).call(CalledService.SSM, "GetParameters", Json.object()))
                .isInstanceOf(AwsCallFailedException.class)
                .hasMessageContaining("ssm:GetParameters failed: no connection to http://127.0.0.1:");
    }
}
