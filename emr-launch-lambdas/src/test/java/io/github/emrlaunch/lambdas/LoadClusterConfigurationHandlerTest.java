package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.ParameterStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** What a loader function answers, logs and fails with. */
class LoadClusterConfigurationHandlerTest {
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:default_etl:monday";
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");
    private static final LoadClusterConfigurationHandler PYTHON =
            new LoadClusterConfigurationHandler(new ClusterConfigurationLoader(
                    new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1")),
                    noClusters()));

    private static RunningClusters noClusters() {
        return new RunningClusters(() -> {
            throw new AssertionError("not asked for");
        });
    }

    private static ObjectNode payload() {
        ObjectNode payload = new LoadClusterConfigurationRequest(
                        DefinitionName.of("sse-kms-profile"),
                        DefinitionName.of("basic-instance-group-cluster"),
                        "nightly",
                        false,
                        Map.of("Concurrency", ClusterConfigurationOverride.at("StepConcurrencyLevel")),
                        List.of(),
                        LaunchWay.CREATE_CLUSTER,
                        LaunchSecrets.NONE)
                .toJson()
                .put(LoadClusterConfigurationRequest.EXECUTION, EXECUTION);
        payload.putObject(LoadClusterConfigurationRequest.EXECUTION_INPUT);
        return payload;
    }

    private static Invocation invoke(URI endpoint, ObjectNode payload) {
        try (SsmClient ssm = SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build()) {
            return Invocation.of(
                    new LoadClusterConfigurationHandler(
                            new ClusterConfigurationLoader(new ParameterStore(ssm), noClusters())),
                    Json.write(payload));
        }
    }

    private static Invocation invokeAnswering(int status, String error) throws IOException {
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
            return invoke(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), payload());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void answersWithARequestAndLogsOneLine() {
        Invocation invocation = Invocation.of(PYTHON, Json.write(payload()));

        assertThat(invocation.answer().path("Name").asText()).isEqualTo("nightly");
        assertThat(invocation.logLine()).isEqualTo(Json.parse("""
                        {"Execution": "%s", "EMRProfile": "default/sse-kms-profile",
                         "ClusterConfiguration": "default/basic-instance-group-cluster", "ClusterName": "nightly",
                         "Stage": "ALL", "Outcome": "Succeeded"}""".formatted(EXECUTION)));
    }

    @Test
    void logsTheErrorsNameAndNoValueOfAnOverride() {
        ObjectNode payload = payload();
        payload.withObject("/ExecutionInput/ClusterConfigurationOverrides").put("Concurrency", "hunter2");

        Invocation invocation = Invocation.of(PYTHON, Json.write(payload));

        assertThat(invocation.failure()).isInstanceOf(InvalidOverrideException.class);
        assertThat(invocation.logLine().path("Outcome").asText())
                .isEqualTo("io.github.emrlaunch.definitions.InvalidOverrideException");
        assertThat(invocation.log()).doesNotContain("hunter2");
    }

    @Test
    void worksBeforeAndAfterAUsersOwnFunction() {
        Invocation before = Invocation.of(
                PYTHON, Json.write(payload().put(LoadClusterConfigurationRequest.STAGE, "BEFORE_OVERRIDES")));
        ObjectNode theirs = (ObjectNode) before.answer().deepCopy();
        theirs.put("StepConcurrencyLevel", 9);
        ObjectNode payload = payload().put(LoadClusterConfigurationRequest.STAGE, "AFTER_OVERRIDES");
        payload.set(LoadClusterConfigurationRequest.LOADED, before.answer());
        payload.set(LoadClusterConfigurationRequest.OVERRIDDEN, theirs);

        Invocation after = invoke(NOBODY, payload);

        assertThat(before.answer().path("Tags")).isEmpty();
        assertThat(after.answer().path("StepConcurrencyLevel").intValue()).isEqualTo(9);
        assertThat(after.answer().at("/Tags/0/Value").asText()).isEqualTo(EXECUTION);
        assertThat(after.logLine().path("Stage").asText()).isEqualTo("AFTER_OVERRIDES");
    }

    @ParameterizedTest
    @CsvSource({"400, ThrottlingException", "500, InternalServerError", "503, ServiceUnavailable"})
    void passingFailuresAreNamedSo(int status, String error) throws IOException {
        assertThat(invokeAnswering(status, error).failure())
                .isInstanceOf(AwsUnavailableException.class)
                .hasMessageContaining("as told");
    }

    @Test
    void refusalsAreNot() throws IOException {
        assertThat(invokeAnswering(400, "AccessDeniedException").failure()).isInstanceOf(SsmException.class);
    }

    @Test
    void anUnreachableServiceIsOne() {
        assertThat(invoke(NOBODY, payload()).failure()).isInstanceOf(AwsUnavailableException.class);
    }

    @Test
    void aPayloadThatIsNoneIsAnErrorWithItsMember() {
        assertThat(invoke(NOBODY, payload().without("EMRProfile")).failure())
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'EMRProfile' is missing");
        assertThat(invoke(NOBODY, payload().without("Execution")).failure())
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'Execution' must be the execution's ARN, got: MISSING");
        assertThat(invoke(NOBODY, payload().put("Stage", "LATER")).failure())
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'Stage' must be one of [ALL, BEFORE_OVERRIDES, AFTER_OVERRIDES]");
        assertThat(invoke(NOBODY, payload().put("ExecutionInput", 7)).failure())
                .isInstanceOf(InvalidLaunchInputException.class);
    }
}
