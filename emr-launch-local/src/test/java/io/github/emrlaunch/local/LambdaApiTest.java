package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lambda over HTTP. Sources: Lambda API reference; responses and errors as LocalStack recorded them ({@code
 * test_lambda_api.snapshot.json}, {@code test_lambda.snapshot.json}); "Lambda quotas"; "How Lambda handles errors and retries with
 * asynchronous invocation" (Lambda developer guide).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:probe";
    private static final String INVOCATIONS = "probe/invocations";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @BeforeAll
    void deploy(@TempDir Path assembly) {
        aws.deploy(Assembly.of(assembly, "Functions", "functions.json"));
    }

    @AfterAll
    void close() {
        aws.close();
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws IOException {
        return Wire.rest(aws, "lambda", "POST", "/2015-03-31/functions/" + path, body, headers);
    }

    private JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = Wire.rest(aws, "lambda", "GET", "/2015-03-31/functions" + path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void invokeReturnsPayload() throws Exception {
        HttpResponse<String> answer = post(INVOCATIONS, "{\"a\": [1.0, \"ä\"]}", "X-Amz-Log-Type", "Tail");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/input/a/1").asText()).isEqualTo("ä");
        assertThat(header(answer, "X-Amz-Executed-Version")).isEqualTo("$LATEST");
        assertThat(header(answer, "X-Amz-Function-Error")).isEmpty();
        assertThat(new String(Base64.getDecoder().decode(header(answer, "X-Amz-Log-Result")), StandardCharsets.UTF_8))
                .startsWith("START RequestId: ")
                .contains("Version: $LATEST\n");
        assertThat(post("probe:live/invocations", "").headers().firstValue("X-Amz-Executed-Version"))
                .contains("1");
        assertThat(post(
                                "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aprobe/invocations?Qualifier=1",
                                "{}")
                        .headers()
                        .firstValue("X-Amz-Executed-Version"))
                .contains("1");
    }

    @Test
    void functionErrorIsReturnedWithStatus200() throws Exception {
        HttpResponse<String> answer = post(INVOCATIONS, "{\"action\": \"fail\", \"message\": \"no\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-Amz-Function-Error")).isEqualTo("Unhandled");
        assertThat(JSON.readTree(answer.body()).path("errorMessage").asText()).isEqualTo("no");
    }

    /** Recorded: test_invocation_type_event, test_invocation_type_dry_run. */
    @Test
    void eventAndDryRunInvocationsReturnNoPayload() throws Exception {
        int before = aws.invocations().size();

        HttpResponse<String> dry = post(INVOCATIONS, "{}", "X-Amz-Invocation-Type", "DryRun");
        aws.awaitIdle();
        assertThat(dry.statusCode()).isEqualTo(204);
        assertThat(aws.invocations()).hasSize(before);

        HttpResponse<String> event = post(INVOCATIONS, "{}", "X-Amz-Invocation-Type", "Event");
        aws.awaitIdle();
        assertThat(event.statusCode()).isEqualTo(202);
        assertThat(event.body()).isEmpty();
        assertThat(aws.invocations()).hasSize(before + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody/invocations | {} | 404 | ResourceNotFoundException | Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody",
                "probe/invocations?Qualifier=7 | {} | 404 | ResourceNotFoundException | function:probe:7",
                "probe:live/invocations?Qualifier=1 | {} | 400 | InvalidParameterValueException | The derived qualifier",
                "arn:aws:lambda:eu-west-1:123456789012:function:probe/invocations | {} | 404 | ResourceNotFoundException | not reachable in this region",
                "probe/invocations | {a | 400 | InvalidRequestContentException | Could not parse request body into json"
            })
    void rejectsInvalidInvocationsWithJsonError(String path, String payload, int status, String code, String message)
            throws Exception {
        HttpResponse<String> answer = post(path, payload);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "x-amzn-ErrorType")).isEqualTo(code);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("Type").asText()).isEqualTo("User");
        assertThat(error.path("Message").asText()).contains(message);
    }

    @Test
    void payloadSizeIsLimited() throws Exception {
        String text = "\"" + "x".repeat(1_100_000) + "\"";

        HttpResponse<String> event = post(INVOCATIONS, text, "X-Amz-Invocation-Type", "Event");
        HttpResponse<String> request = post(INVOCATIONS, "\"" + "x".repeat(6_300_000) + "\"");
        HttpResponse<String> response = post(INVOCATIONS, "{\"action\": \"long\"}");

        assertThat(event.statusCode()).isEqualTo(413);
        assertThat(header(event, "x-amzn-ErrorType")).isEqualTo("RequestTooLargeException");
        assertThat(request.statusCode()).isEqualTo(413);
        assertThat(JSON.readTree(response.body()).path("errorType").asText())
                .isEqualTo("Function.ResponseSizeTooLarge");
        assertThat(header(response, "X-Amz-Function-Error")).isEqualTo("Unhandled");
    }

    /** Recorded: test_function_lifecycle, test_publish_version_on_create, test_alias_lifecycle. */
    @Test
    void functionsVersionsAndAliasesAreDescribed() throws Exception {
        JsonNode function = get("/probe");
        assertThat(function.at("/Configuration/FunctionArn").asText()).isEqualTo(ARN);
        assertThat(function.at("/Configuration/Environment/Variables/TEAM").asText())
                .isEqualTo("etl");
        assertThat(function.at("/Configuration/Role").asText()).isEqualTo("arn:aws:iam::123456789012:role/functions");
        assertThat(function.at("/Configuration/LastModified").asText()).isEqualTo("2026-01-01T00:00:00.000+0000");
        assertThat(function.at("/Configuration/SnapStart/OptimizationStatus").asText())
                .isEqualTo("Off");
        assertThat(function.at("/Configuration/CodeSize").asLong()).isPositive();
        assertThat(get("/probe/configuration?Qualifier=live")
                        .path("FunctionArn")
                        .asText())
                .isEqualTo(ARN + ":live");
        assertThat(get("/probe/configuration?Qualifier=live").path("Version").asText())
                .isEqualTo("1");
        assertThat(get("/probe/versions").path("Versions"))
                .extracting(version -> version.path("FunctionArn").asText())
                .containsExactly(ARN + ":$LATEST", ARN + ":1");
        assertThat(get("/probe/aliases").at("/Aliases/0/AliasArn").asText()).isEqualTo(ARN + ":live");
        assertThat(get("/probe/aliases?FunctionVersion=2").path("Aliases")).isEmpty();
        assertThat(get("/probe/aliases/live").path("FunctionVersion").asText()).isEqualTo("1");
    }

    @Test
    void functionsAreListedByPages() throws Exception {
        JsonNode first = get("/?MaxItems=3");
        JsonNode second = get("/?MaxItems=3&Marker=" + first.path("NextMarker").asText());

        assertThat(first.path("Functions"))
                .extracting(function -> function.path("FunctionName").asText())
                .containsExactly("broken", "probe", "script");
        assertThat(second.path("Functions"))
                .extracting(function -> function.path("FunctionName").asText())
                .containsExactly("typo");
        assertThat(second.has("NextMarker")).isFalse();
        assertThat(get("?FunctionVersion=ALL").path("Functions")).hasSize(5);
    }

    /** Recorded: test_add_lambda_permission_aws; without a policy: get_policy_exception_removed_all. */
    @Test
    void getPolicyReturnsPermissionsOfFunction() throws Exception {
        aws.deploy(
                new Assembly(directory.resolve("policy")).stack("Policy", """
                    {"Resources": {"Permission": {"Type": "AWS::Lambda::Permission", "Properties": {
                      "Action": "lambda:InvokeFunction", "FunctionName": "typo", "Principal": "events.amazonaws.com",
                      "SourceArn": "arn:aws:events:us-east-1:123456789012:rule/r"}}}}""").write());

        JsonNode policy = JSON.readTree(get("/typo/policy").path("Policy").asText());

        assertThat(policy.path("Id").asText()).isEqualTo("default");
        assertThat(policy.at("/Statement/0/Resource").asText()).endsWith(":function:typo");
        assertThat(policy.at("/Statement/0/Condition/ArnLike/AWS:SourceArn").asText())
                .endsWith(":rule/r");
        assertThat(Wire.rest(aws, "lambda", "GET", "/2015-03-31/functions/broken/policy", "")
                        .body())
                .contains("The resource you requested does not exist.");
    }

    @Test
    void invokeNeedsPermission() throws Exception {
        Wire.Keys keys = Sessions.keys(
                aws,
                "reader",
                "{\"Effect\": \"Allow\", \"Action\": \"lambda:GetFunction\", \"Resource\": \"" + ARN + "\"}");

        assertThat(Wire.rest(aws, keys, "lambda", "GET", "/2015-03-31/functions/probe", "")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> denied =
                Wire.rest(aws, keys, "lambda", "POST", "/2015-03-31/functions/" + INVOCATIONS, "{}");
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(header(denied, "x-amzn-ErrorType")).isEqualTo("AccessDeniedException");
    }

    /** Recorded: TestLambdaConcurrency.test_lambda_concurrency_block, test_reserved_concurrency_async_queue. */
    @Test
    void invocationAboveReservedConcurrencyIsThrottled() throws Exception {
        aws.faults().limitConcurrency("probe", 1);
        Path file = directory.resolve("go-on");
        CompletableFuture<HttpResponse<String>> running = CompletableFuture.supplyAsync(() -> await(file));
        Poll.until(() -> Files.exists(directory.resolve("waiting")), waits -> waits);

        HttpResponse<String> answer = post(INVOCATIONS, "{}");
        Files.createFile(file);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(header(answer, "x-amzn-ErrorType")).isEqualTo("TooManyRequestsException");
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("message").asText()).isEqualTo("Rate Exceeded.");
        assertThat(error.path("Reason").asText()).isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
        assertThat(running.get().statusCode()).isEqualTo(200);
        assertThat(get("/probe").at("/Concurrency/ReservedConcurrentExecutions").asInt())
                .isEqualTo(1);
    }

    private HttpResponse<String> await(Path file) {
        try {
            return post(INVOCATIONS, "{\"action\": \"await\", \"file\": \"" + file + "\"}");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Recorded: test_reserved_concurrency (condition ZeroReservedConcurrency, no attempt). */
    @Test
    void functionWithZeroConcurrencyIsNeitherInvokedNorRetried() throws Exception {
        Instant before = aws.clock().now();
        int invocations = aws.invocations().size();

        aws.faults().limitConcurrency("probe", 0);
        HttpResponse<String> event = post(INVOCATIONS, "{}", "X-Amz-Invocation-Type", "Event");
        aws.awaitIdle();
        HttpResponse<String> request = post(INVOCATIONS, "{}");
        aws.faults().limitConcurrency("probe", 1);
        aws.awaitIdle();

        assertThat(event.statusCode()).isEqualTo(202);
        assertThat(request.statusCode()).isEqualTo(429);
        assertThat(aws.clock().now()).isEqualTo(before);
        assertThat(aws.invocations()).hasSize(invocations);
        post(INVOCATIONS, "{}", "X-Amz-Invocation-Type", "Event");
        aws.awaitIdle();
        assertThat(aws.invocations())
                .as("with concurrency, the same event runs the function")
                .hasSize(invocations + 1);
    }

    @Test
    void throttledEventIsRetriedForSixHours() throws Exception {
        aws.faults().limitConcurrency(0);
        Instant before = aws.clock().now();
        int invocations = aws.invocations().size();

        post("typo/invocations", "{}", "X-Amz-Invocation-Type", "Event");
        aws.awaitIdle();
        aws.faults().limitConcurrency(1000);

        assertThat(Duration.between(before, aws.clock().now())).isBetween(Duration.ofMinutes(355), Duration.ofHours(6));
        assertThat(aws.invocations()).hasSize(invocations);
    }

    @Test
    void rejectsTooHighReservedConcurrency() throws Exception {
        assertThatThrownBy(() -> aws.deploy(new Assembly(directory)
                        .handlers()
                        .stack("Reserved", """
                            {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {
                              "FunctionName": "reserved", "Code": {"S3Bucket": "assets", "S3Key": "handlers.jar"},
                              "Runtime": "java17", "Handler": "H", "ReservedConcurrentExecutions": 901,
                              "Role": "arn:aws:iam::123456789012:role/functions"}}}}""")
                        .write()))
                .hasMessageContaining("UnreservedConcurrentExecution below its minimum value of [100]");
        assertThat(Wire.rest(aws, "lambda", "GET", "/2015-03-31/functions/reserved", "")
                        .statusCode())
                .as("the deployment left no function")
                .isEqualTo(404);
    }
}
