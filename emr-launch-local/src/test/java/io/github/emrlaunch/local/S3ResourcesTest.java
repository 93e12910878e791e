package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Buckets of templates, and the CDK's custom resources for buckets. */
class S3ResourcesTest {
    private static final String BUCKET =
            "\"Bucket\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"BucketName\": \"data-bucket\" %s}}";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    private Deployment deploy(String... resources) {
        return aws.deploy(new Assembly(directory)
                .asset("files.zip", "asset.files")
                .asset("more.zip", "asset.more.zip")
                .stack("App", "{\"Resources\": {" + String.join(",", resources) + "}}")
                .write());
    }

    private static String bucket(String moreProperties) {
        return BUCKET.formatted(moreProperties);
    }

    /** The custom resource in the format of the CDK. */
    private static String deployment(String sources, String moreProperties) {
        return """
                "Files": {"Type": "Custom::CDKBucketDeployment", "Properties": {
                  "ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:deployment",
                  "SourceBucketNames": ["assets", "assets"], "SourceObjectKeys": [%s],
                  "DestinationBucketName": {"Ref": "Bucket"}, "OutputObjectKeys": true %s}}""".formatted(sources, moreProperties);
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private List<String> keys() {
        return aws.s3().keys("data-bucket");
    }

    private Path file(String key) {
        return aws.s3().folder("data-bucket").resolve(key);
    }

    @Test
    void createsFolderForBucketOfTemplate() {
        Deployment deployment = deploy(bucket(""));

        assertThat(aws.s3().folder("data-bucket")).isEmptyDirectory();
        assertThat(deployment.skipped()).isEmpty();
    }

    @Test
    void bucketOfTemplateUsesExistingFolder() throws IOException {
        Path files = directory.resolve("files");
        Files.createDirectories(files.resolve("s3/data-bucket"));
        Files.writeString(files.resolve("s3/data-bucket/a"), "one");
        try (LocalAws again = LocalAws.builder().directory(files).start()) {
            again.deploy(new Assembly(directory.resolve("app"))
                    .stack("App", "{\"Resources\": {" + bucket("") + "}}")
                    .write());

            assertThat(again.s3().keys("data-bucket")).containsExactly("a");
            assertThatThrownBy(() -> again.deploy(new Assembly(directory.resolve("other"))
                            .stack("Other", "{\"Resources\": {" + bucket("") + "}}")
                            .write()))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("already exists");
        }
        assertThat(files.resolve("s3/data-bucket/a")).hasContent("one");
    }

    @Test
    void bucketFolderCanBeSymbolicLink() throws IOException {
        Path files = directory.resolve("files");
        Path data = Files.createDirectories(directory.resolve("data/in"));
        Files.writeString(data.resolve("a"), "one");
        Files.createDirectories(files.resolve("s3"));
        Files.createSymbolicLink(files.resolve("s3/linked-bucket"), directory.resolve("data"));
        try (LocalAws again = LocalAws.builder().directory(files).start()) {
            Wire.rest(again, "s3", "PUT", "/linked-bucket/in/b", "two");

            assertThat(again.s3().keys("linked-bucket")).containsExactly("in/a", "in/b");
        }
        assertThat(data.resolve("b")).hasContent("two");
    }

    @ParameterizedTest
    @CsvSource({"Upper_Case", "ab", "192.168.0.1"})
    void rejectsInvalidBucketNames(String name) {
        assertThatThrownBy(
                        () -> deploy("\"Bucket\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"BucketName\": \""
                                + name + "\"}}"))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Resources.Bucket.Properties.BucketName");
    }

    // The page of AWS::S3::Bucket: "You can only delete empty buckets. Deletion fails for buckets that have contents."
    @Test
    void keepsBucketWithObjectsWhenResourceIsRemoved() throws IOException {
        deploy(bucket(""), "\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}");
        Files.writeString(file("a"), "one");

        Deployment without = deploy("\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}");

        assertThat(without.skipped()).singleElement().satisfies(left -> assertThat(left.note())
                .contains("could not be deleted: The bucket you tried to delete is not empty"));
        assertThat(keys()).containsExactly("a");
    }

    @Test
    void deletesEmptyBucketWhenResourceIsRemoved() {
        deploy(bucket(""), "\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}");
        deploy("\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}");

        assertThat(aws.s3().buckets()).isEmpty();
    }

    @Test
    void deletesObjectsTogetherWithAutoDeleteBucket() throws IOException {
        String queue = "\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}";
        String autoDelete = """
                "Emptied": {"Type": "Custom::S3AutoDeleteObjects", "Properties": {"ServiceToken": "t", "BucketName": {"Ref": "Bucket"}}}""";
        String tagged = bucket(", \"Tags\": [{\"Key\": \"aws-cdk:auto-delete-objects\", \"Value\": \"true\"}]");
        deploy(tagged, autoDelete, queue);
        Files.writeString(file("a"), "one");
        deploy(bucket(""), queue);
        assertThat(keys()).as("the bucket that is kept").containsExactly("a");

        deploy(tagged, autoDelete, queue);
        deploy(queue);
        assertThat(aws.s3().buckets()).isEmpty();
    }

    @Test
    void deploysFilesOfSource() throws IOException {
        write("asset.files/jobs/job.py", "print(1)");
        write("asset.files/data.csv", "1,2");

        Deployment deployment =
                deploy(bucket(""), deployment("\"files.zip\"", ", \"DestinationBucketKeyPrefix\": \"code\""));

        assertThat(deployment.skipped()).isEmpty();
        assertThat(keys()).containsExactly("code/data.csv", "code/jobs/job.py");
        assertThat(file("code/jobs/job.py")).hasContent("print(1)");
    }

    @Test
    void laterSourceOverridesFilesOfEarlierSource() throws IOException {
        write("asset.files/a", "first");
        write("asset.files/b", "first");
        zip("asset.more.zip", Map.of("a", "second", "deep/c", "second"));

        deploy(bucket(""), deployment("\"files.zip\", \"more.zip\"", ""));

        assertThat(keys()).containsExactly("a", "b", "deep/c");
        assertThat(file("a")).hasContent("second");
    }

    private void zip(String name, Map<String, String> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void deploysArchiveAsOneObjectWithoutExtraction() throws IOException {
        zip("asset.more.zip", Map.of("a", "one"));

        deploy(bucket(""), deployment("\"more.zip\"", ", \"Extract\": false"));

        assertThat(keys()).containsExactly("more.zip");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        ``                                              | in/new
        , "Prune": false                                | in/new in/old
        , "Exclude": ["*"], "Include": ["new"]          | in/new in/old
        , "Exclude": ["new"]                            | ``
        , "Exclude": ["o[a-l]d"]                        | in/new in/old
        """)
    void prunesFilesThatSourceDoesNotContain(String options, String expected) throws IOException {
        write("asset.files/new", "new");
        deploy(bucket(""));
        Files.createDirectories(file("in"));
        Files.writeString(file("in/old"), "old");
        Files.writeString(file("other"), "other");

        deploy(bucket(""), deployment("\"files.zip\"", ", \"DestinationBucketKeyPrefix\": \"in/\"" + options));

        assertThat(String.join(" ", keys())).isEqualTo((expected + " other").strip());
    }

    @Test
    void deletesDeployedFilesIfRetainOnDeleteIsFalse() throws IOException {
        write("asset.files/a", "one");
        String prefix = ", \"RetainOnDelete\": false, \"DestinationBucketKeyPrefix\": ";
        deploy(bucket(""), deployment("\"files.zip\"", prefix + "\"one\""));
        deploy(bucket(""), deployment("\"files.zip\"", prefix + "\"two\""));
        assertThat(keys()).containsExactly("two/a");

        deploy(bucket(""));
        assertThat(keys()).isEmpty();
    }

    @Test
    void deployedObjectsHaveConfiguredMetadata() throws IOException {
        write("asset.files/a.html", "<p>");
        write("asset.files/b.bin", "1");

        Deployment deployment = deploy(
                bucket(""),
                deployment(
                        "\"files.zip\"",
                        ", \"UserMetadata\": {\"Team\": \"etl\"}, \"SystemMetadata\": {\"cache-control\": \"max-age=1\","
                                + " \"website-redirect\": \"/\"}, \"DistributionId\": \"d\""));

        assertThat(deployment.skipped()).singleElement().satisfies(resource -> assertThat(resource.ignored())
                .containsExactly("DistributionId", "SystemMetadata.website-redirect"));
        try (S3Client s3 = SdkClients.s3(aws)) {
            HeadObjectResponse html =
                    s3.headObject(request -> request.bucket("data-bucket").key("a.html"));
            assertThat(html.contentType()).isEqualTo("text/html");
            assertThat(html.cacheControl()).isEqualTo("max-age=1");
            assertThat(html.metadata()).containsExactly(Map.entry("team", "etl"));
            assertThat(s3.headObject(request -> request.bucket("data-bucket").key("b.bin"))
                            .contentType())
                    .isEqualTo("application/octet-stream");
        }
    }

    @Test
    void replacesSourceMarkersWithDeployTimeValues() throws IOException {
        write("asset.files/settings", "name=<<marker:0>>\nü");

        deploy(
                bucket(""),
                deployment(
                        "\"files.zip\"",
                        ", \"SourceMarkers\": [{\"<<marker:0>>\": {\"Fn::Sub\": \"${Bucket}-\\\"ü\\\"\"}}]"));
        assertThat(file("settings")).hasContent("name=data-bucket-\"ü\"\nü");

        deploy(
                bucket(""),
                deployment(
                        "\"files.zip\"",
                        ", \"SourceMarkers\": [{\"<<marker:0>>\": {\"Fn::Sub\": \"${Bucket}-\\\"ü\\\"\"}}],"
                                + " \"SourceMarkersConfig\": [{\"jsonEscape\": true}]"));
        assertThat(file("settings")).hasContent("name=data-bucket-\\\"ü\\\"\nü");
    }

    @Test
    void rejectsMissingSource() {
        assertThatThrownBy(() -> deploy(bucket(""), deployment("\"none.zip\"", "")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("no asset of the cloud assembly has the key 'none.zip'");
    }

    private static String notifications(String value) {
        return ", \"NotificationConfiguration\": {\"EventBridgeConfiguration\": {\"EventBridgeEnabled\": " + value
                + "}}";
    }

    // "EventBridge event message structure" in the user guide of S3.
    @Test
    void sendsEventsIfTemplateEnablesEventBridge() throws InterruptedException {
        deploy(bucket(notifications("true")));
        try (S3Client s3 = SdkClients.s3(aws)) {
            s3.putObject(request -> request.bucket("data-bucket").key("in/a b"), RequestBody.fromString("hello"));
            s3.copyObject(request -> request.sourceBucket("data-bucket")
                    .sourceKey("in/a b")
                    .destinationBucket("data-bucket")
                    .destinationKey("copy"));
            s3.deleteObject(request -> request.bucket("data-bucket").key("copy"));
            s3.deleteObject(request -> request.bucket("data-bucket").key("none"));
        }
        aws.awaitIdle();

        List<JsonNode> events = aws.events().all();
        assertThat(events)
                .extracting(event -> event.path("detail-type").asText() + " "
                        + event.at("/detail/reason").asText())
                .containsExactly(
                        "Object Created PutObject", "Object Created CopyObject", "Object Deleted DeleteObject");
        JsonNode created = events.get(0);
        assertThat(created.path("source").asText()).isEqualTo("aws.s3");
        assertThat(created.path("resources").toString()).isEqualTo("[\"arn:aws:s3:::data-bucket\"]");
        assertThat(created.at("/detail/bucket/name").asText()).isEqualTo("data-bucket");
        assertThat(created.at("/detail/object/key").asText()).isEqualTo("in/a b");
        assertThat(created.at("/detail/object/size").asInt()).isEqualTo(5);
        assertThat(created.at("/detail/object/etag").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(created.at("/detail/requester").asText()).isEqualTo("123456789012");
        assertThat(events.get(2).at("/detail/deletion-type").asText()).isEqualTo("Permanently Deleted");
    }

    @Test
    void notificationsCustomResourceEnablesAndDisablesEvents() throws InterruptedException, IOException {
        String custom = """
                "Events": {"Type": "Custom::S3BucketNotifications", "Properties": {"ServiceToken": "t", "BucketName": {"Ref": "Bucket"},
                  "NotificationConfiguration": {"EventBridgeConfiguration": {}}, "Managed": true, "SkipDestinationValidation": false}}""";
        assertThat(deploy(bucket(""), custom).skipped()).isEmpty();
        Wire.rest(aws, "s3", "PUT", "/data-bucket/one", "1");
        deploy(bucket(""));
        Wire.rest(aws, "s3", "PUT", "/data-bucket/two", "2");
        aws.awaitIdle();

        assertThat(aws.events().all())
                .extracting(event -> event.at("/detail/object/key").asText())
                .containsExactly("one");
    }

    @Test
    void listsNotificationsToOtherServicesAsIgnored() {
        Deployment deployment = deploy(bucket(""), """
                "Events": {"Type": "Custom::S3BucketNotifications", "Properties": {"ServiceToken": "t", "BucketName": {"Ref": "Bucket"},
                  "NotificationConfiguration": {"LambdaFunctionConfigurations": [{"Events": ["s3:ObjectCreated:*"]}]}, "Managed": true}}""");

        assertThat(deployment.skipped()).singleElement().satisfies(resource -> assertThat(resource.ignored())
                .containsExactly("NotificationConfiguration.LambdaFunctionConfigurations"));
    }
}
