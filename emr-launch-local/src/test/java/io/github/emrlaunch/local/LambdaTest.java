package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Functions in child JVMs. The next cold start undoes the changes of a test to a JVM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAws aws =
            LocalAws.builder().functionVariable("PAUSE_SECONDS", "1").start();
    private final SfnClient sfn = SdkClients.sfn(aws);
    private String roleArn = "";
    private String aliasArn = "";
    private int machines;

    @BeforeAll
    void deploy(@TempDir Path directory) {
        Deployment deployment = aws.deploy(Assembly.of(directory, "Functions", "functions.json"));
        roleArn = deployment.output("Functions", "RoleArn");
        aliasArn = deployment.output("Functions", "AliasArn");
    }

    @AfterAll
    void close() {
        sfn.close();
        aws.close();
    }

    @Test
    void jvmIsKeptWarm() throws Exception {
        invoke("probe", "{\"action\": \"exit\"}");
        JsonNode first = payload(invoke("probe", "{}"));
        JsonNode second = payload(invoke("probe", "{\"hello\": [1, null]}"));

        assertThat(first.path("invocations").asInt()).isEqualTo(1);
        assertThat(second.path("invocations").asInt()).isEqualTo(2);
        assertThat(second.at("/input/hello/0").asInt()).isEqualTo(1);
        assertThat(last(1).coldStart()).isTrue();
        assertThat(last(0).coldStart()).isFalse();
        assertThat(last(0).duration()).isLessThan(last(1).duration());
    }

    @Test
    void functionSeesOnlyLambdaEnvironment() throws Exception {
        JsonNode output = payload(invoke("probe", "{}"));

        JsonNode environment = output.path("environment");
        assertThat(environment.path("TEAM").asText()).isEqualTo("etl");
        assertThat(environment.path("PAUSE_SECONDS").asText()).isEqualTo("1");
        assertThat(environment.path("AWS_LAMBDA_FUNCTION_NAME").asText()).isEqualTo("probe");
        assertThat(environment.path("AWS_LAMBDA_FUNCTION_VERSION").asText()).isEqualTo("$LATEST");
        assertThat(environment.path("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").asText()).isEqualTo("256");
        assertThat(environment.path("AWS_REGION").asText()).isEqualTo("us-east-1");
        assertThat(environment.path("AWS_ENDPOINT_URL").asText())
                .isEqualTo(aws.endpoint().toString());
        assertThat(environment.path("AWS_ACCESS_KEY_ID").asText()).startsWith("ASIA");
        assertThat(environment.path("AWS_SESSION_TOKEN").asText()).isNotEmpty();
        assertThat(environment.has("HOME")).isFalse();
        assertThat(environment.has("PATH")).isFalse();
        assertThat(output.path("remaining").asInt()).isBetween(1, 2000);
    }

    /**
     * Runtime API: a response has the id of its invocation.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "invocation/forged/response",
                "invocation/forged/error",
                "invocation/00000000-0000-0000-0000-000000000000/response"
            })
    void runtimeApiRejectsUnknownInvocationId(String path) throws Exception {
        JsonNode output =
                payload(invoke("probe", "{\"action\": \"post\", \"path\": \"%s\", \"origin\": \"\"}".formatted(path)));

        assertThat(output.path("answer").asText()).contains("400").contains("InvalidRequestID");
    }

    @Test
    void runtimeApiRejectsRequestsOfWebPages() throws Exception {
        JsonNode output = payload(invoke(
                "probe", "{\"action\": \"post\", \"path\": \"init/error\", \"origin\": \"https://page.example\"}"));

        assertThat(output.path("answer").asText()).contains("HTTP/1.1 403");
    }

    @Test
    void functionExceptionBecomesTaskError() throws Exception {
        LocalExecution execution = invoke("probe", "{\"action\": \"fail\", \"message\": \"no such team\"}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo("io.github.emrlaunch.local.handlers.ProbeFailedException");
        JsonNode cause = JSON.readTree(Objects.requireNonNull(execution.cause()));
        assertThat(cause.path("errorMessage").asText()).isEqualTo("no such team");
        assertThat(cause.path("errorType").asText()).isEqualTo(execution.error());
        assertThat(cause.path("stackTrace")).isNotEmpty();
        assertThat(last(0).functionError()).isEqualTo("Unhandled");
        assertThat(last(0).log()).anyMatch(line -> line.contains("no such team"));
    }

    @Test
    void outputIsLogged() throws Exception {
        invoke("probe", "{\"action\": \"log\", \"message\": \"hello\"}");

        assertThat(last(0).log()).contains("out: hello", "err: hello");
    }

    @Test
    void timeoutIsEnforced() throws Exception {
        LocalExecution execution = invoke("probe", "{\"action\": \"sleep\"}");

        assertThat(execution.error()).isEqualTo("Sandbox.Timedout");
        assertThat(execution.cause()).contains("Error: Task timed out after 2.00 seconds");
        assertThat(last(0).duration()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(payload(invoke("probe", "{}")).path("invocations").asInt()).isEqualTo(1);
    }

    @Test
    void processExitFailsTask() throws Exception {
        LocalExecution execution = invoke("probe", "{\"action\": \"exit\"}");

        assertThat(execution.error()).isEqualTo("Runtime.ExitError");
        assertThat(execution.cause()).contains("Runtime exited with error: exit status 3");
    }

    @Test
    void missingHandlerClassFailsTask() throws Exception {
        LocalExecution execution = invoke("typo", "{}");

        assertThat(execution.error()).isEqualTo("java.lang.ClassNotFoundException");
        assertThat(execution.cause()).contains("Class not found: io.github.emrlaunch.local.handlers.ProbHandler");
    }

    @Test
    void failedConstructorIsReportedAndRetriedAtNextInvocation() throws Exception {
        LocalExecution first = invoke("broken", "{}");
        LocalExecution second = invoke("broken", "{}");

        assertThat(first.error()).isEqualTo("java.lang.IllegalStateException");
        assertThat(first.cause()).contains("no CONFIGURATION variable");
        assertThat(second.error()).isEqualTo(first.error());
        assertThat(last(0).coldStart()).isTrue();
    }

    @Test
    void unsupportedRuntimeFailsTask() throws Exception {
        LocalExecution execution = invoke("script", "{}");

        assertThat(execution.error()).isEqualTo("Lambda.ServiceException");
        assertThat(execution.cause()).contains("the local emulator runs functions in Java and Python", "nodejs20.x");
    }

    @Test
    void missingFunctionFailsTask() throws Exception {
        LocalExecution execution = invoke("nobody", "{}");

        assertThat(execution.error()).isEqualTo("Lambda.ResourceNotFoundException");
        assertThat(execution.cause())
                .startsWith("Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody (Service:"
                        + " AWSLambda;");
    }

    @Test
    void aliasInvokesItsVersion() throws Exception {
        JsonNode result =
                JSON.readTree(Objects.requireNonNull(invoke(aliasArn, "{}").output()));

        assertThat(result.path("ExecutedVersion").asText()).isEqualTo("1");
        assertThat(result.at("/Payload/environment/AWS_LAMBDA_FUNCTION_VERSION").asText())
                .isEqualTo("1");
    }

    @Test
    void functionArnCanBeTaskResource() throws Exception {
        LocalExecution execution = run(
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:123456789012:function:probe\", \"End\":"
                        + " true}",
                "{\"a\": 1}");

        assertThat(JSON.readTree(Objects.requireNonNull(execution.output()))
                        .at("/input/a")
                        .asInt())
                .isEqualTo(1);
    }

    private LambdaInvocation last(int before) {
        return aws.invocations().get(aws.invocations().size() - 1 - before);
    }

    private static JsonNode payload(LocalExecution execution) throws IOException {
        assertThat(execution.succeeded())
                .as("%s %s", execution.error(), execution.cause())
                .isTrue();
        return JSON.readTree(Objects.requireNonNull(execution.output())).path("Payload");
    }

    private LocalExecution invoke(String function, String payload) throws InterruptedException {
        return run(
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Parameters\":"
                        + " {\"FunctionName\": \""
                        + function + "\", \"Payload.$\": \"$\"}, \"End\": true}",
                payload);
    }

    private LocalExecution run(String state, String input) throws InterruptedException {
        machines++;
        String machine = sfn.createStateMachine(request -> request.name("machine-" + machines)
                        .roleArn(roleArn)
                        .definition("{\"StartAt\": \"Only\", \"States\": {\"Only\": " + state + "}}"))
                .stateMachineArn();
        return aws.awaitExecution(
                sfn.startExecution(request -> request.stateMachineArn(machine).input(input))
                        .executionArn());
    }
}
