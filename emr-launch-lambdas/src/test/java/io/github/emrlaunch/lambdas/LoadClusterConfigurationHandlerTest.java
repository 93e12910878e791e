package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Which failures of a call are worth another try. */
class LoadClusterConfigurationHandlerTest {
    private static final String PAYLOAD = Json.write(new LoadClusterConfigurationRequest(
                    DefinitionName.of("etl"),
                    DefinitionName.of("small"),
                    "nightly",
                    false,
                    Map.of(),
                    List.of(),
                    LaunchWay.CREATE_CLUSTER,
                    LaunchSecrets.NONE)
            .toJson()
            .set(LoadClusterConfigurationRequest.EXECUTION_INPUT, Json.object()));

    /** The handler never looks at it. */
    private static final Context NO_CONTEXT = (Context) Proxy.newProxyInstance(
            Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, args) -> {
                throw new AssertionError(method.getName());
            });

    private static void handle(URI endpoint, String payload) throws IOException {
        try (SsmClient ssm = SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build()) {
            new LoadClusterConfigurationHandler(
                            new ClusterConfigurationLoader(new ParameterStore(ssm), new RunningClusters(() -> {
                                throw new AssertionError("not asked for");
                            })))
                    .handleRequest(
                            new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)),
                            new ByteArrayOutputStream(),
                            NO_CONTEXT);
        }
    }

    private static void handleAnswering(int status, String error) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "{\"__type\": \"%s\", \"message\": \"as told\"}"
                    .formatted(error)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            handle(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), PAYLOAD);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"400, ThrottlingException", "500, InternalServerError", "503, ServiceUnavailable"})
    void passingFailuresAreNamedSo(int status, String error) {
        assertThatThrownBy(() -> handleAnswering(status, error))
                .isInstanceOf(AwsUnavailableException.class)
                .hasMessageContaining("as told");
    }

    @Test
    void refusalsAreNot() {
        assertThatThrownBy(() -> handleAnswering(400, "AccessDeniedException")).isInstanceOf(SsmException.class);
    }

    @Test
    void anUnreachableServiceIsOne() {
        assertThatThrownBy(() -> handle(URI.create("http://127.0.0.1:1"), PAYLOAD))
                .isInstanceOf(AwsUnavailableException.class);
    }

    @Test
    void aPayloadThatIsNoneIsAnErrorWithItsMember() {
        assertThatThrownBy(() -> handle(URI.create("http://127.0.0.1:1"), "{\"ExecutionInput\": {}}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'EMRProfile' is missing");
        assertThatThrownBy(() -> handle(
                        URI.create("http://127.0.0.1:1"),
                        PAYLOAD.replace("\"ExecutionInput\":{}", "\"ExecutionInput\":7")))
                .isInstanceOf(InvalidLaunchInputException.class);
        assertThat(PAYLOAD).contains("\"ExecutionInput\":{}");
    }
}
