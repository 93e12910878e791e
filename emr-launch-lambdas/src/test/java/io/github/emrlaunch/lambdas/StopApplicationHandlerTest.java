package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;

/** CloudFormation's requests before it changes an application, on the local emulator. */
class StopApplicationHandlerTest {
    private static final String SECRET = "X-Amz-Signature=abc";

    private final LocalAws aws = LocalAws.start();
    private final EmrServerlessClient serverless = EmrServerlessClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private int status = 200;
    private HttpServer cloudFormation;
    private String application = "";

    StopApplicationHandlerTest() throws IOException {
        cloudFormation = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        cloudFormation.createContext("/", exchange -> {
            answers.add(exchange.getRequestMethod()
                    + exchange.getRequestHeaders().getFirst("Content-Type")
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        cloudFormation.start();
        aws.existing().role("job");
        application = serverless
                .createApplication(request -> request.type("SPARK").releaseLabel("emr-7.12.0"))
                .applicationId();
        aws.clock().advance(Duration.ofMinutes(1));
        serverless.startApplication(request -> request.applicationId(application));
        aws.clock().advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        cloudFormation.stop(0);
        serverless.close();
        aws.close();
    }

    private Invocation invoke(String requestType, String when) {
        return Invocation.of(
                new StopApplicationHandler(
                        name -> name.equals("/id") ? application : "none",
                        new ApplicationStopper(
                                Clients.of(aws), () -> aws.clock().advance(Duration.ofSeconds(20))),
                        address ->
                                address.getPort() == cloudFormation.getAddress().getPort()),
                """
                {"RequestType": "%s", "ResponseURL": "http://127.0.0.1:%d/answer?%s", "StackId": "arn:stack",
                 "RequestId": "r-1", "LogicalResourceId": "Stop", "PhysicalResourceId": "p-1",
                 "ResourceProperties": {"StopBefore": "%s", "Parameter": "/id"}}""".formatted(requestType, cloudFormation.getAddress().getPort(), SECRET, when));
    }

    private String state() {
        return String.valueOf(aws.serverless().applications().get(application));
    }

    private void assertAnswered(Invocation invocation) {
        assertThat(invocation.failure()).isNull();
        assertThat(answers).hasSize(1);
        assertThat(Json.parse(answers.get(0).substring("PUT".length()))).isEqualTo(Json.parse("""
                {"Status": "SUCCESS", "PhysicalResourceId": "p-1", "StackId": "arn:stack", "RequestId": "r-1",
                 "LogicalResourceId": "Stop"}"""));
        assertThat(invocation.log()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "Update, Update, STOPPED",
        "Delete, Delete, STOPPED",
        "Create, Update, STARTED",
        "Delete, Update, STARTED",
        "Create, Delete, STARTED",
        "Update, Delete, STARTED"
    })
    void stopsTheApplicationOnlyForTheConfiguredRequestType(String requestType, String when, String state) {
        Invocation invocation = invoke(requestType, when);

        assertThat(state()).isEqualTo(state);
        assertAnswered(invocation);
    }

    @Test
    void waitsForAnApplicationThatIsStopping() {
        serverless.stopApplication(request -> request.applicationId(application));
        assertThat(state()).isEqualTo("STOPPING");

        assertAnswered(invoke("Update", "Update"));

        assertThat(state()).isEqualTo("STOPPED");
    }

    @Test
    void answersSuccessWhenAnApplicationWithJobRunsCannotBeStopped() {
        serverless.startJobRun(request -> request.applicationId(application)
                .executionRoleArn("arn:aws:iam::123456789012:role/job")
                .jobDriver(driver -> driver.sparkSubmit(spark -> spark.entryPoint("s3://code/job.py"))));

        Invocation invocation = invoke("Delete", "Delete");

        assertThat(state()).isEqualTo("STARTED");
        assertThat(invocation.log()).contains("NotStopped").contains("ValidationException");
        assertAnswered(invocation);
    }

    @Test
    void answersSuccessWhenTheApplicationDoesNotExist() {
        application = "00none";

        assertAnswered(invoke("Delete", "Delete"));
    }

    @Test
    void failsWhenCloudFormationDoesNotAcceptTheResponse() {
        status = 503;

        assertThat(invoke("Create", "Update").failure()).hasMessage("Cannot send the response to CloudFormation");
    }
}
