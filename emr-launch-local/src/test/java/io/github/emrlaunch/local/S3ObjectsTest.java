package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects that the AWS SDK for Java writes and reads, and that are files. */
class S3ObjectsTest {
    private static final String BUCKET = "data-bucket";
    private static final int PART = 5 << 20;

    private final LocalAws aws = LocalAws.start();
    private final S3Client s3 = SdkClients.s3(aws);

    @BeforeEach
    void createBucket() {
        s3.createBucket(request -> request.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        s3.close();
        aws.close();
    }

    private void put(String key, String text) {
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private String get(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asUtf8String();
    }

    private ListObjectsV2Response list(String prefix, String delimiter) {
        return s3.listObjectsV2(request -> request.bucket(BUCKET).prefix(prefix).delimiter(delimiter));
    }

    private List<String> keys() {
        return list("", "").contents().stream().map(S3Object::key).toList();
    }

    @Test
    void storesObjectAsFileInBucketFolder() throws IOException {
        put("input/a.csv", "one");

        assertThat(aws.s3().folder(BUCKET).resolve("input/a.csv")).hasContent("one");
        assertThat(get("input/a.csv")).isEqualTo("one");
        assertThat(aws.s3().buckets()).containsExactly(BUCKET);
    }

    @Test
    void fileWrittenByAnotherProgramIsObject() throws IOException {
        Path file = aws.s3().folder(BUCKET).resolve("output/part-0");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "one");

        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(BUCKET).key("output/part-0"));

        assertThat(head.eTag()).isEqualTo("\"f97c5d29941bfb1b2fdab0874906ab82\"");
        assertThat(head.contentLength()).isEqualTo(3);
        assertThat(head.contentType()).isEqualTo("binary/octet-stream");
        assertThat(list("output/", "").contents()).singleElement().satisfies(object -> {
            assertThat(object.eTag()).isEqualTo(head.eTag());
            assertThat(object.size()).isEqualTo(3);
        });
    }

    @Test
    void overwritingFileResetsObjectMetadata() throws IOException {
        s3.putObject(
                request ->
                        request.bucket(BUCKET).key("a").contentType("text/csv").metadata(Map.of("team", "etl")),
                RequestBody.fromString("one"));
        HeadObjectResponse before =
                s3.headObject(request -> request.bucket(BUCKET).key("a"));
        Files.writeString(aws.s3().folder(BUCKET).resolve("a"), "three");
        HeadObjectResponse after =
                s3.headObject(request -> request.bucket(BUCKET).key("a"));

        assertThat(before.contentType()).isEqualTo("text/csv");
        assertThat(before.metadata()).containsExactly(Map.entry("team", "etl"));
        assertThat(after.contentType()).isEqualTo("binary/octet-stream");
        assertThat(after.metadata()).isEmpty();
        assertThat(after.eTag()).isNotEqualTo(before.eTag());
    }

    /** docs/s3.md documents the names. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        a/,             a/%%-
        a//b,           a/%%-/b
        /a,             %%-/a
        ../../a,        %%2E%%2E/%%2E%%2E/a
        a/./b,          a/%%2E/b
        a%%b,           a%%25%%25b
        ds=1%3A0/x y+z, ds=1%3A0/x y+z
        ümläut/日本,     ümläut/日本
        a:b*?"<>|\\~#,  a:b*?"<>|\\~#
        """)
    void escapesKeysThatAreNotValidFileNames(String key, String file) throws IOException {
        put(key, "one");

        assertThat(aws.s3().folder(BUCKET).resolve(file)).hasContent("one");
        assertThat(get(key)).isEqualTo("one");
        assertThat(keys()).containsExactly(key);
        assertThat(aws.s3().keys(BUCKET)).containsExactly(key);
    }

    @Test
    void acceptsKeysUpTo1024BytesAndControlCharacters() {
        List<String> keys =
                List.of("\u0001\u0000%", "a".repeat(255), "b".repeat(256), "c".repeat(1024), "ü".repeat(512));
        keys.forEach(key -> put(key, key));

        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).encodingType("url"))
                        .contents())
                .extracting(S3Object::key)
                .containsExactlyElementsOf(keys);
        assertThat(keys).allSatisfy(key -> assertThat(get(key)).isEqualTo(key));
        assertThatThrownBy(() -> put("ü".repeat(513), "")).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo("KeyTooLongError"));
    }

    @Test
    void keyCanBePrefixOfOtherKeys() {
        put("a", "file");
        put("a/b/c", "below");
        put("a/b", "between");
        put("a", "file again");

        assertThat(keys()).containsExactly("a", "a/b", "a/b/c");
        assertThat(List.of(get("a"), get("a/b"), get("a/b/c"))).containsExactly("file again", "between", "below");
        assertThat(list("a", "/").contents()).extracting(S3Object::key).containsExactly("a");
        assertThat(list("a", "/").commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("a/");

        s3.deleteObject(request -> request.bucket(BUCKET).key("a/b/c"));
        s3.deleteObject(request -> request.bucket(BUCKET).key("a"));
        assertThat(keys()).containsExactly("a/b");
    }

    @Test
    void keysCannotReachFilesOutsideOfBucket() throws IOException {
        Path outside = Files.createDirectories(aws.s3().folder(BUCKET).resolveSibling("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(aws.s3().folder(BUCKET).resolve("link"), outside);
        Files.createSymbolicLink(aws.s3().folder(BUCKET).resolve("file"), outside.resolve("secret"));

        assertThat(keys()).isEmpty();
        for (String key : List.of("link/secret", "file", "../outside/secret", "a/../../outside/secret")) {
            assertThatThrownBy(() -> get(key)).isInstanceOf(NoSuchKeyException.class);
        }
        assertThatThrownBy(() -> put("link/new", "")).isInstanceOf(S3Exception.class);
        put("file", "mine");
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void missingObjectsAndBucketsAreNotFound() {
        assertThatThrownBy(() -> get("none")).isInstanceOfSatisfying(NoSuchKeyException.class, e -> assertThat(
                        e.awsErrorDetails().errorMessage())
                .isEqualTo("The specified key does not exist."));
        assertThatThrownBy(() -> s3.headObject(request -> request.bucket(BUCKET).key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() ->
                        s3.getObjectAsBytes(request -> request.bucket("none").key("none")))
                .isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> s3.headBucket(request -> request.bucket("none")))
                .isInstanceOf(NoSuchBucketException.class);
        s3.deleteObject(request -> request.bucket(BUCKET).key("none"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=2-4,234,bytes 2-4/10",
        "bytes=7-,789,bytes 7-9/10",
        "bytes=-3,789,bytes 7-9/10",
        "bytes=8-99,89,bytes 8-9/10"
    })
    void returnsRequestedRange(String range, String expected, String contentRange) {
        put("digits", "0123456789");

        ResponseBytes<GetObjectResponse> part = s3.getObjectAsBytes(
                request -> request.bucket(BUCKET).key("digits").range(range));

        assertThat(part.asUtf8String()).isEqualTo(expected);
        assertThat(part.response().contentRange()).isEqualTo(contentRange);
    }

    @Test
    void rejectsRangeBeyondEnd() {
        put("digits", "0123456789");

        assertThatThrownBy(() -> s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("digits").range("bytes=10-")))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(416);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
                });
    }

    @Test
    void supportsConditionalReadsAndWrites() {
        put("a", "one");
        String etag = s3.headObject(request -> request.bucket(BUCKET).key("a")).eTag();

        assertStatus(
                412,
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("a").ifMatch("\"other\"")));
        assertStatus(
                304,
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("a").ifNoneMatch(etag)));
        assertStatus(
                412,
                () -> s3.putObject(
                        request -> request.bucket(BUCKET).key("a").ifNoneMatch("*"), RequestBody.fromString("two")));
        assertStatus(
                412,
                () -> s3.putObject(
                        request -> request.bucket(BUCKET).key("a").ifMatch("\"other\""),
                        RequestBody.fromString("two")));
        assertStatus(
                404,
                () -> s3.putObject(
                        request -> request.bucket(BUCKET).key("none").ifMatch(etag), RequestBody.fromString("two")));
        assertThat(get("a")).isEqualTo("one");
        s3.putObject(request -> request.bucket(BUCKET).key("a").ifMatch(etag), RequestBody.fromString("two"));
        assertThat(get("a")).isEqualTo("two");
    }

    private static void assertStatus(int status, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode())
                .isEqualTo(status));
    }

    @Test
    void listsKeysInByteOrderAndInPages() {
        List<String> keys = List.of("A", "Z", "a/1", "a/2", "b", "ü", "\uFFFD", "\uD83D\uDE00");
        keys.forEach(key -> put(key, ""));

        List<String> inPages =
                s3.listObjectsV2Paginator(request -> request.bucket(BUCKET).maxKeys(3)).contents().stream()
                        .map(S3Object::key)
                        .toList();
        List<String> byMarker = s3.listObjects(request -> request.bucket(BUCKET).marker("a/1")).contents().stream()
                .map(S3Object::key)
                .toList();

        assertThat(inPages).containsExactlyElementsOf(keys);
        assertThat(byMarker).containsExactlyElementsOf(keys.subList(3, keys.size()));
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).startAfter("b"))
                        .keyCount())
                .isEqualTo(3);
    }

    @Test
    void delimiterGroupsKeysIntoCommonPrefixes() {
        List.of("a.csv", "in/1", "in/2", "in/x/3", "out/4").forEach(key -> put(key, ""));

        ListObjectsV2Response root = list("", "/");
        assertThat(root.contents()).extracting(S3Object::key).containsExactly("a.csv");
        assertThat(root.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("in/", "out/");
        assertThat(list("in/", "/").commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("in/x/");
        assertThat(s3
                        .listObjectsV2Paginator(
                                request -> request.bucket(BUCKET).delimiter("/").maxKeys(1))
                        .commonPrefixes()
                        .stream())
                .extracting(CommonPrefix::prefix)
                .containsExactly("in/", "out/");
    }

    @Test
    void deletesFoldersThatBecomeEmpty() {
        put("a/b/c", "");
        s3.deleteObject(request -> request.bucket(BUCKET).key("a/b/c"));

        assertThat(aws.s3().folder(BUCKET)).isEmptyDirectory();
        s3.deleteBucket(request -> request.bucket(BUCKET));
        assertThat(aws.s3().buckets()).isEmpty();
    }

    @Test
    void rejectsDeletionOfBucketWithObjects() {
        put("a", "");

        assertThatThrownBy(() -> s3.deleteBucket(request -> request.bucket(BUCKET)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BucketNotEmpty"));
    }

    @Test
    void batchDeletesExistingAndMissingObjects() {
        put("a", "");
        put("b", "");

        assertThat(s3.deleteObjects(request -> request.bucket(BUCKET)
                                .delete(batch -> batch.objects(
                                        ObjectIdentifier.builder().key("a").build(),
                                        ObjectIdentifier.builder().key("none").build())))
                        .deleted())
                .extracting(deleted -> deleted.key())
                .containsExactly("a", "none");
        assertThat(keys()).containsExactly("b");
    }

    @Test
    void copyKeepsContentAndMetadataUnlessReplaced() {
        s3.putObject(
                request -> request.bucket(BUCKET)
                        .key("a b/ü")
                        .contentType("text/csv")
                        .metadata(Map.of("k", "v")),
                RequestBody.fromString("one"));

        s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey("a b/ü")
                .destinationBucket(BUCKET)
                .destinationKey("copy"));
        s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey("a b/ü")
                .destinationBucket(BUCKET)
                .destinationKey("other")
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType("text/plain"));

        ResponseInputStream<GetObjectResponse> copy =
                s3.getObject(request -> request.bucket(BUCKET).key("copy"));
        assertThat(copy).hasContent("one");
        assertThat(copy.response().contentType()).isEqualTo("text/csv");
        assertThat(copy.response().metadata()).containsExactly(Map.entry("k", "v"));
        HeadObjectResponse other =
                s3.headObject(request -> request.bucket(BUCKET).key("other"));
        assertThat(other.contentType()).isEqualTo("text/plain");
        assertThat(other.metadata()).isEmpty();
        assertThatThrownBy(() -> s3.copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("copy")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy")))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("without changing");
    }

    @Test
    void multipartUploadCreatesOneObject() {
        byte[] first = new byte[PART];
        Arrays.fill(first, (byte) 'a');
        CreateMultipartUploadRequest create = CreateMultipartUploadRequest.builder()
                .bucket(BUCKET)
                .key("large")
                .contentType("text/plain")
                .build();
        String id = s3.createMultipartUpload(create).uploadId();
        UploadPartResponse one = part(id, 1, first);
        UploadPartResponse two = part(id, 2, "end".getBytes(StandardCharsets.UTF_8));
        assertThat(s3.listParts(request -> request.bucket(BUCKET).key("large").uploadId(id))
                        .parts())
                .hasSize(2);
        assertThat(s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads())
                .hasSize(1);
        assertThat(keys()).isEmpty();

        complete(id, completed(1, one), completed(2, two));

        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(BUCKET).key("large"));
        assertThat(head.contentLength()).isEqualTo(PART + 3);
        assertThat(head.eTag()).isEqualTo("\"cc8f6f16b44b75adde6349ab98aee432-2\"");
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("large").range("bytes=" + (PART - 1) + "-"))
                        .asUtf8String())
                .isEqualTo("aend");
        assertThat(s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads())
                .isEmpty();
    }

    private UploadPartResponse part(String id, int number, byte[] content) {
        return s3.uploadPart(
                request -> request.bucket(BUCKET).key("large").uploadId(id).partNumber(number),
                RequestBody.fromBytes(content));
    }

    private static CompletedPart completed(int number, UploadPartResponse part) {
        return CompletedPart.builder().partNumber(number).eTag(part.eTag()).build();
    }

    private void complete(String id, CompletedPart... parts) {
        s3.completeMultipartUpload(request ->
                request.bucket(BUCKET).key("large").uploadId(id).multipartUpload(upload -> upload.parts(parts)));
    }

    @Test
    void rejectsInvalidMultipartUploads() {
        String id = s3.createMultipartUpload(request -> request.bucket(BUCKET).key("large"))
                .uploadId();
        UploadPartResponse one = part(id, 1, new byte[] {1});
        UploadPartResponse two = part(id, 2, new byte[] {2});

        assertCode("EntityTooSmall", () -> complete(id, completed(1, one), completed(2, two)));
        assertCode("InvalidPartOrder", () -> complete(id, completed(2, two), completed(1, one)));
        assertCode("InvalidPart", () -> complete(id, completed(1, two)));
        assertCode("InvalidPart", () -> complete(id, completed(3, one)));
        s3.abortMultipartUpload(request -> request.bucket(BUCKET).key("large").uploadId(id));
        assertCode("NoSuchUpload", () -> complete(id, completed(1, one)));
        assertCode("NoSuchUpload", () -> part("../../etc", 1, new byte[] {1}));
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ab", "Upper", "under_score", "-start", "end-", "a..b", "192.168.1.1", "xn--a", "a-s3alias"})
    void rejectsInvalidBucketNames(String name) throws IOException {
        // The SDK rejects most of them itself.
        HttpResponse<String> response = Wire.rest(aws, "s3", "PUT", "/" + name, "");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("<Code>InvalidBucketName</Code>");
        assertThat(aws.s3().buckets()).containsExactly(BUCKET);
    }

    @Test
    void rejectsInvalidNameOfExistingBucket() {
        assertThatThrownBy(() -> aws.existing().bucket("ro"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 to 63 lower-case letters, digits, dots and hyphens")
                .hasMessageEndingWith("got: ro");
    }
}
