package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Step Functions tasks that call S3. */
class S3TasksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAws aws = LocalAws.start();
    private final Machines machines = new Machines(aws);

    @BeforeEach
    void createBucket() {
        aws.existing().bucket("data-bucket");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private Path folder() {
        return aws.s3().folder("data-bucket");
    }

    private LocalExecution run(String action, String parameters) throws InterruptedException {
        return machines.run(Machines.task("aws-sdk:s3:" + action, parameters));
    }

    private JsonNode output(String action, String parameters) throws InterruptedException, IOException {
        LocalExecution execution = run(action, parameters);
        assertThat(execution.status())
                .as(execution.error() + ": " + execution.cause())
                .isEqualTo("SUCCEEDED");
        return JSON.readTree(Objects.requireNonNull(execution.output()));
    }

    // LocalStack, tests/aws/services/stepfunctions/v2/services/test_aws_sdk_task_service, recorded against AWS: a body
    // is converted to JSON, a text with its quotes.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        "text data"         | "text data"
        {"Dict": "Value"}   | {"Dict":"Value"}
        ["List", "Data"]    | ["List","Data"]
        false               | false
        0                   | 0
        """)
    void putObjectWritesBodyAsJson(String body, String content) throws InterruptedException, IOException {
        JsonNode output =
                output("putObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"a/b\", \"Body\": " + body + "}");

        assertThat(folder().resolve("a/b")).hasContent(content);
        assertThat(output.path("ETag").asText()).matches("\"[0-9a-f]{32}\"");
        assertThat(output.path("ServerSideEncryption").asText()).isEqualTo("AES256");
    }

    // The same recording.
    @Test
    void getObjectReturnsBodyAsText() throws InterruptedException, IOException {
        Files.writeString(folder().resolve("a"), "binary data");

        JsonNode output = output("getObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"a\"}");

        assertThat(output.path("Body").asText()).isEqualTo("binary data");
        assertThat(output.path("ContentLength").asInt()).isEqualTo(11);
        assertThat(output.path("ContentType").asText()).isEqualTo("binary/octet-stream");
        assertThat(output.path("ETag").asText()).isEqualTo("\"e1a49b59e0c42e4fd3735ad644f25d57\"");
        assertThat(output.path("AcceptRanges").asText()).isEqualTo("bytes");
        assertThat(output.path("Metadata").isObject()).isTrue();
        assertThat(output.path("LastModified").asText()).endsWith("Z");
    }

    @Test
    void copiesDescribesListsAndDeletesObjects() throws InterruptedException, IOException {
        Files.writeString(folder().resolve("a"), "one");

        output("copyObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"b/c\", \"CopySource\": \"data-bucket/a\"}");
        assertThat(output("headObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"b/c\"}")
                        .path("ContentLength")
                        .asInt())
                .isEqualTo(3);
        JsonNode listed =
                output("listObjectsV2", "{\"Bucket\": \"data-bucket\", \"Delimiter\": \"/\", \"MaxKeys\": 10}");
        assertThat(listed.at("/Contents/0/Key").asText()).isEqualTo("a");
        assertThat(listed.at("/CommonPrefixes/0/Prefix").asText()).isEqualTo("b/");
        output("deleteObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"a\"}");
        output("deleteObjects", "{\"Bucket\": \"data-bucket\", \"Delete\": {\"Objects\": [{\"Key\": \"b/c\"}]}}");
        assertThat(aws.s3().keys("data-bucket")).isEmpty();
    }

    // Error names: the SDK for Java has exceptions for these modelled codes; other errors are its S3Exception.
    @ParameterizedTest
    @CsvSource({
        "getObject, data-bucket, S3.NoSuchKeyException",
        "headObject, data-bucket, S3.NoSuchKeyException",
        "getObject, none-bucket, S3.NoSuchBucketException",
        "deleteObject, none-bucket, S3.NoSuchBucketException",
        "deleteBucket, full-bucket, S3.S3Exception"
    })
    void errorNamesMatchSdkExceptions(String action, String bucket, String error)
            throws InterruptedException, IOException {
        aws.existing().bucket("full-bucket");
        Files.writeString(aws.s3().folder("full-bucket").resolve("a"), "one");

        LocalExecution execution = run(
                action,
                action.equals("deleteBucket")
                        ? "{\"Bucket\": \"" + bucket + "\"}"
                        : "{\"Bucket\": \"" + bucket + "\", \"Key\": \"none\"}");

        assertThat(execution.error()).isEqualTo(error);
        assertThat(execution.cause()).contains("(Service: S3, Status Code: 4");
    }

    @Test
    void taskRequiresPermissionOfStateMachineRole() throws InterruptedException, IOException {
        Files.writeString(folder().resolve("a"), "one");
        aws.existing()
                .role(
                        "reader",
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\", \"Resource\": \"*\"}}");
        String machine = machines.createAs(
                "reader",
                "{\"StartAt\": \"Only\", \"States\": {\"Only\": "
                        + Machines.task("aws-sdk:s3:getObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"a\"}")
                        + "}}");

        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));

        assertThat(execution.error()).isEqualTo("S3.S3Exception");
        assertThat(execution.cause()).contains("is not authorized to perform: s3:GetObject", "Status Code: 403");
    }

    // "Service quotas" of Step Functions: a task's result has at most 256 KiB.
    @Test
    void tooLargeObjectFailsTask() throws InterruptedException, IOException {
        Files.writeString(folder().resolve("a"), "x".repeat(300_000));

        assertThat(run("getObject", "{\"Bucket\": \"data-bucket\", \"Key\": \"a\"}")
                        .error())
                .isEqualTo("States.DataLimitExceeded");
    }
}
