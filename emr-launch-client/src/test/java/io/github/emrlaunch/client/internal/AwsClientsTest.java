package io.github.emrlaunch.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;

class AwsClientsTest {
    private static final String CONFLICT =
            "<Error><Code>ConditionalRequestConflict</Code><Message>again</Message></Error>";

    /** Two clients may run the same code at the same time. */
    @Test
    void retriesAConditionalWriteAfterAConflict() throws IOException {
        List<String> conditions = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            conditions.add(Objects.requireNonNull(exchange.getRequestHeaders().getFirst("If-None-Match")));
            byte[] answer = (conditions.size() == 1 ? CONFLICT : "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(conditions.size() == 1 ? 409 : 200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        List<Throwable> told = new ArrayList<>();
        try (AwsClients clients = new AwsClients(
                "us-east-1",
                null,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")),
                (failure, delay) -> told.add(failure))) {
            clients.s3()
                    .putObject(put -> put.bucket("code").key("main.py").ifNoneMatch("*"), RequestBody.fromString("x"));
        } finally {
            server.stop(0);
        }

        assertThat(conditions).containsExactly("*", "*");
        assertThat(told).singleElement().asString().contains("again");
    }
}
