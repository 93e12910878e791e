package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchClusterRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;

/** How often EMR is called when it breaks off in ways that the stand-in doesn't. */
class ClusterLauncherTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer server;

    ClusterLauncherTest() throws IOException {
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

    private void launch() {
        try (EmrClient emr = EmrClient.builder()
                .httpClient(UrlConnectionHttpClient.create(AwsClients::open))
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(
                        configuration -> configuration.retryStrategy(ClusterLauncher.WHEN_THROTTLED_ONLY))
                .build()) {
            new ClusterLauncher(() -> emr, () -> {
                        throw new AssertionError("no secrets");
                    })
                    .start(new LaunchClusterRequest(
                            Json.object().put("Name", "etl"), LaunchSecrets.NONE, "arn", Instant.EPOCH, 0));
        }
    }

    /** The JDK repeats a POST by itself when the connection ends before an answer, unless it streams. */
    @Test
    void onceWhenTheConnectionEndsWithoutAnAnswer() {
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.close();
        });

        assertThatThrownBy(this::launch).isInstanceOf(AwsUnavailableException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void onceWhenItFails() {
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });

        assertThatThrownBy(this::launch).isInstanceOf(AwsUnavailableException.class);
        assertThat(calls).hasValue(1);
    }
}
