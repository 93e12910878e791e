package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Functions with SnapStart, with the AWS runtime interface client. Sources: "Improving startup performance with Lambda
 * SnapStart", "Lambda SnapStart runtime hooks for Java", "Implementing SnapStart hooks for container images" ({@code
 * restore/next}, {@code restore/error}), "Troubleshooting SnapStart errors" (Lambda developer guide); {@code AWSLambda} of
 * aws-lambda-java-libs; re:Post "unable to load credentials from system settings lambda with snapstart enabled" (no key
 * variables).
 */
class SnapStartTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    private void deploy(String failingHook) {
        aws.deploy(new Assembly(directory)
                .handlers()
                .stack("Snap", """
                {"Resources": {
                  "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "snap",
                    "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                      "Principal": {"Service": "lambda.amazonaws.com"}}},
                    "Policies": [{"PolicyName": "P", "PolicyDocument": {"Statement": {"Effect": "Allow",
                      "Action": "ssm:GetParameter", "Resource": "*"}}}]}},
                  "Snap": {"Type": "AWS::Lambda::Function", "Properties": {
                    "FunctionName": "snap", "Code": {"S3Bucket": "assets", "S3Key": "handlers.jar"}, "Runtime": "java17",
                    "Handler": "io.github.emrlaunch.local.handlers.SnapshotHandler", "MemorySize": 256, "Timeout": 20,
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "SnapStart": {"ApplyOn": "PublishedVersions"},
                    "Environment": {"Variables": {"HOOK": "%s"}}}},
                  "V": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Snap"}}}}}""".formatted(failingHook))
                .write());
    }

    private HttpResponse<String> invoke() throws IOException {
        return Wire.rest(aws, "lambda", "POST", "/2015-03-31/functions/snap/invocations?Qualifier=1", "{}");
    }

    @Test
    void runsHooksAndExpiresCredentialsOfInitialization() throws Exception {
        deploy("");

        JsonNode first = JSON.readTree(invoke().body());
        JsonNode second = JSON.readTree(invoke().body());

        assertThat(first.path("hooks"))
                .extracting(JsonNode::asText)
                .containsExactly("beforeCheckpoint", "afterRestore");
        JsonNode before = JSON.readTree(first.path("before").asText());
        JsonNode after = JSON.readTree(first.path("after").asText());
        assertThat(Instant.parse(before.path("Expiration").asText()))
                .as("an SDK that looks asks for others")
                .isBefore(Instant.now().plus(Duration.ofMinutes(2)));
        assertThat(Instant.parse(after.path("Expiration").asText()))
                .isAfter(Instant.now().plus(Duration.ofHours(5)));
        assertThat(JSON.readTree(second.path("after").asText()).path("AccessKeyId"))
                .isEqualTo(after.path("AccessKeyId"));
        assertThat(first.path("hasKeyVariable").asBoolean()).isFalse();
        assertThat(getParameter(before).errorType()).isEqualTo("ExpiredTokenException");
        assertThat(getParameter(after).errorType()).isEqualTo("ParameterNotFound");
    }

    private Wire.Answer getParameter(JsonNode credentials) throws IOException {
        Wire.Keys keys = new Wire.Keys(
                credentials.path("AccessKeyId").asText(),
                credentials.path("Token").asText());
        return Wire.call(aws, keys, "AmazonSSM.GetParameter", "{\"Name\": \"/a\"}");
    }

    @Test
    void failedAfterRestoreHookFailsInvocation() throws Exception {
        deploy("afterRestore");

        HttpResponse<String> answer = invoke();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("SnapStartException");
        assertThat(JSON.readTree(answer.body()).path("Type").asText()).isEqualTo("User");
        assertThat(aws.logs("/aws/lambda/snap")).anyMatch(line -> line.contains("RestoreException"));
        assertThat(aws.invocations()).singleElement().satisfies(invocation -> assertThat(invocation.functionError())
                .isEqualTo("SnapStartException"));
    }

    @Test
    void taskFailsWithSnapStartException() throws Exception {
        deploy("afterRestore");

        LocalExecution execution = new Machines(aws)
                .run(Machines.task("lambda:invoke", "{\"FunctionName\": \"snap:1\", \"Payload\": {}}"));

        assertThat(execution.error()).isEqualTo("Lambda.SnapStartException");
    }

    @Test
    void failedBeforeCheckpointHookIsInitializationError() throws Exception {
        deploy("beforeCheckpoint");

        HttpResponse<String> answer = invoke();

        assertThat(answer.headers().firstValue("x-amz-function-error")).contains("Unhandled");
        assertThat(answer.body()).contains("CheckpointException");
    }

    @Test
    void unpublishedVersionStartsWithoutASnapshot() throws Exception {
        deploy("");

        HttpResponse<String> answer = Wire.rest(aws, "lambda", "POST", "/2015-03-31/functions/snap/invocations", "{}");

        assertThat(answer.headers().firstValue("x-amz-function-error")).isEmpty();
        JsonNode output = JSON.readTree(answer.body());
        assertThat(output.path("hooks").toString()).isEqualTo("[]");
        assertThat(output.path("hasKeyVariable").asBoolean()).isTrue();
        assertThat(output.path("before").asText())
                .as("only a snapshot has an endpoint of credentials")
                .isEqualTo("none");
    }
}
