package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S3 requests over HTTP. */
class S3ProtocolTest {
    private static final String AUTHORIZATION =
            "Authorization: AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/s3/aws4_request,"
                    + " SignedHeaders=host, Signature=0";

    private final LocalAws aws = LocalAws.start();

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

    private HttpResponse<String> call(String method, String path, String body, String... headers) throws IOException {
        return Wire.rest(aws, "s3", method, path, body, headers);
    }

    private String authorization() {
        return AUTHORIZATION.formatted(Wire.Keys.administrator(aws).accessKeyId());
    }

    /** Returns the names of temporary files for uploads. */
    private List<String> incoming() throws IOException {
        Path incoming = folder().resolveSibling(".incoming");
        if (!Files.isDirectory(incoming)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(incoming)) {
            return files.map(Path::toString).toList();
        }
    }

    // The check values of the CRC catalogue for "123456789", and the digests.
    @ParameterizedTest
    @CsvSource({
        "crc32, y/Q5Jg==",
        "crc32c, 4waSgw==",
        "crc64nvme, rosUhgp5mIg=",
        "sha1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
        "sha256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
    })
    void checksumsAreVerified(String algorithm, String value) throws IOException {
        String header = "x-amz-checksum-" + algorithm;

        HttpResponse<String> right = call("PUT", "/data-bucket/right", "123456789", header, value);
        HttpResponse<String> wrong = call("PUT", "/data-bucket/wrong", "123456780", header, value);
        HttpResponse<String> read = call("GET", "/data-bucket/right", "", "x-amz-checksum-mode", "ENABLED");

        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue(header)).hasValue(value);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("<Code>BadDigest</Code>");
        assertThat(aws.s3().keys("data-bucket")).containsExactly("right");
        assertThat(incoming()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-MD5, XUFAKrxLKna5cZ2REBfFkg==, 200, ",
        "Content-MD5, AAAAAAAAAAAAAAAAAAAAAA==, 400, BadDigest",
        "Content-MD5, abc, 400, InvalidDigest",
        "x-amz-content-sha256, 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824, 200, ",
        "x-amz-content-sha256, 0000000000000000000000000000000000000000000000000000000000000000, 400, XAmzContentSHA256Mismatch",
        "x-amz-content-sha256, UNSIGNED-PAYLOAD, 200, ",
        "x-amz-acl, private, 200, ",
        "x-amz-acl, public-read, 400, AccessControlListNotSupported",
        "x-amz-storage-class, STANDARD_IA, 200, ",
        "x-amz-storage-class, COLD, 400, InvalidStorageClass",
        "x-amz-object-lock-mode, GOVERNANCE, 501, NotImplemented",
        "x-amz-server-side-encryption, aws:kms, 200, ",
        "x-amz-server-side-encryption, ROT13, 400, InvalidEncryptionAlgorithmError",
        "x-amz-expected-bucket-owner, 123456789012, 200, ",
        "x-amz-expected-bucket-owner, 210987654321, 403, AccessDenied",
        "x-amz-tagging, a=b, 501, NotImplemented",
        "x-amz-sdk-checksum-algorithm, MD4, 501, NotImplemented"
    })
    void rejectsInvalidAndUnsupportedHeaders(String header, String value, int status, String code) throws IOException {
        HttpResponse<String> response = call("PUT", "/data-bucket/a", "hello", header, value);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(code == null ? "" : "<Code>" + code + "</Code>");
        assertThat(aws.s3().keys("data-bucket")).hasSize(code == null ? 1 : 0);
    }

    // "Signature calculations for trailing headers" in the API reference: the default of the SDKs.
    @Test
    void decodesChunkedBodyAndVerifiesTrailingChecksum() throws IOException {
        String right = "5;chunk-signature=0\r\nhello\r\n4\r\n you\r\n0\r\nx-amz-checksum-crc32:iOOe2w==\r\n\r\n";
        String wrong = right.replace("iOOe2w==", "AAAAAA==");

        assertThat(chunked("right", right, 9).statusCode()).isEqualTo(200);
        assertThat(folder().resolve("right")).hasContent("hello you");
        assertThat(chunked("wrong", wrong, 9).body()).contains("<Code>BadDigest</Code>");
        assertThat(chunked("short", right, 10).body()).contains("<Code>IncompleteBody</Code>");
        assertThat(chunked("cut", "5\r\nhel", 5).body()).contains("<Code>IncompleteBody</Code>");
        assertThat(chunked("long", "2\r\nhello\r\n0\r\n\r\n", 5).body()).contains("<Code>InvalidRequest</Code>");
        assertThat(chunked("none", "hello", 5).body()).contains("<Code>I");
        assertThat(aws.s3().keys("data-bucket")).containsExactly("right");
    }

    private HttpResponse<String> chunked(String key, String body, int length) throws IOException {
        return call(
                "PUT",
                "/data-bucket/" + key,
                body,
                "x-amz-content-sha256",
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "Content-Encoding",
                "aws-chunked,gzip",
                "x-amz-trailer",
                "x-amz-checksum-crc32",
                "x-amz-decoded-content-length",
                Integer.toString(length));
    }

    @Test
    void storesContentEncodingWithoutAwsChunked() throws IOException {
        chunked("a", "1\r\na\r\n0\r\n\r\n", 1);

        assertThat(call("GET", "/data-bucket/a", "").headers().firstValue("Content-Encoding"))
                .hasValue("gzip");
    }

    @Test
    void rejectsTooLargeDecodedContentLength() throws IOException {
        String answer = Wire.raw(
                aws,
                "PUT /data-bucket/a HTTP/1.1",
                "Host: localhost",
                authorization(),
                "Content-Length: 0",
                "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "x-amz-decoded-content-length: 5368709121");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("<Code>EntityTooLarge</Code>", "<MaxSizeAllowed>5368709120<");
    }

    @Test
    void findsBucketInHostNameOrPath() throws IOException {
        Files.writeString(folder().resolve("a"), "one");
        for (String host : new String[] {"data-bucket.localhost", "data-bucket.s3.localhost:4599"}) {
            String answer = Wire.raw(aws, "GET /a HTTP/1.1", "Host: " + host, authorization());
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\none");
        }
        for (String host : new String[] {"localhost", "127.0.0.1:4599", "s3.localhost"}) {
            String answer = Wire.raw(aws, "GET /data-bucket/a HTTP/1.1", "Host: " + host, authorization());
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\none");
        }
        assertThat(Wire.raw(aws, "GET / HTTP/1.1", "Host: localhost", authorization()))
                .contains("<ListAllMyBucketsResult");
        assertThat(Wire.raw(aws, "GET /a HTTP/1.1", "Host: data-bucket.example.com", authorization()))
                .startsWith("HTTP/1.1 403 ");
    }

    /** A page in the output of a job must not get the permissions of this server's own pages in a browser. */
    @Test
    void sandboxesObjectsThatAreWebPages() throws IOException {
        call("PUT", "/data-bucket/page.html", "<script>fetch('/')</script>", "Content-Type", "text/html");

        assertThat(call("GET", "/data-bucket/page.html", "").headers().firstValue("Content-Security-Policy"))
                .contains("sandbox");
    }

    @Test
    void presignedUrlNeedsNoAuthorizationHeader() throws IOException {
        Files.writeString(folder().resolve("a"), "one");
        String key = Wire.Keys.administrator(aws).accessKeyId();

        for (String query : new String[] {
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + key
                    + "%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60"
                    + "&X-Amz-SignedHeaders=host&X-Amz-Signature=0",
            "AWSAccessKeyId=" + key + "&Signature=0&Expires=1"
        }) {
            assertThat(Wire.raw(aws, "GET /data-bucket/a?" + query + " HTTP/1.1", "Host: localhost"))
                    .endsWith("one");
        }
        assertThat(Wire.raw(
                        aws,
                        "GET /data-bucket/a?AWSAccessKeyId=AKIANOBODY&Signature=0&Expires=1 HTTP/1.1",
                        "Host: localhost"))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /data-bucket?acl, 501, NotImplemented",
        "GET, /data-bucket?versions, 501, NotImplemented",
        "PUT, /data-bucket?policy, 501, NotImplemented",
        "GET, /data-bucket/a?versionId=1, 501, NotImplemented",
        "GET, /data-bucket/a?tagging, 501, NotImplemented",
        "POST, /data-bucket/a, 405, MethodNotAllowed",
        "PATCH, /data-bucket/a, 405, MethodNotAllowed",
        "POST, /, 405, MethodNotAllowed",
        "GET, /data-bucket?list-type=2&max-keys=x, 400, InvalidArgument",
        "GET, /data-bucket?list-type=2&encoding-type=x, 400, InvalidArgument",
        "GET, /data-bucket?list-type=2&continuation-token=%25, 400, InvalidArgument",
        "GET, /data-bucket/%FF, 400, InvalidURI",
        "PUT, /data-bucket/a?partNumber=0&uploadId=x, 404, NoSuchUpload",
        "GET, /Bad_Bucket/a, 400, InvalidBucketName",
        "GET, /none-bucket/a, 404, NoSuchBucket"
    })
    void invalidRequestsReturnErrorsOfS3(String method, String path, int status, String code) throws IOException {
        HttpResponse<String> response = call(method, path, "");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/xml");
        assertThat(response.body()).contains("<Error><Code>" + code + "</Code>", "<RequestId>");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        <Delete></Delete>
        <Delete><Object><Key>a</Key></Object>
        <Other><Object><Key>a</Key></Object></Other>
        <!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&e;</Key></Object></Delete>
        no XML
        """)
    void rejectsMalformedXml(String document) throws IOException {
        HttpResponse<String> response = call("POST", "/data-bucket?delete", document, "Content-MD5", "any");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("<Code>MalformedXML</Code>");
    }

    @Test
    void interruptedUploadLeavesNoFiles() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /data-bucket/a HTTP/1.1\r\nHost: localhost\r\n" + authorization()
                            + "\r\nContent-Length: 10\r\n\r\nhalf")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            in.readAllBytes();
        }

        assertThat(aws.s3().keys("data-bucket")).isEmpty();
        assertThat(incoming()).isEmpty();
    }

    @Test
    void escapesListedKeysForXmlAndUrl() throws IOException {
        call("PUT", "/data-bucket/a%20%26%3C%2B%25", "");

        assertThat(call("GET", "/data-bucket?list-type=2", "").body()).contains("<Key>a &amp;&lt;+%</Key>");
        assertThat(call("GET", "/data-bucket?list-type=2&encoding-type=url", "").body())
                .contains("<Key>a%20%26%3C%2B%25</Key>");
    }

    // CreateBucket in the API reference.
    @Test
    void createsBucketsOnlyInRegionOfEmulator() throws IOException {
        String there =
                "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
        assertThat(call("PUT", "/data-bucket", "").statusCode()).isEqualTo(200);
        assertThat(call("PUT", "/new-bucket", there).body())
                .contains("<Code>IllegalLocationConstraintException</Code>");
        assertThat(call("GET", "/data-bucket?location", "").body()).contains("></LocationConstraint>");
        try (LocalAws european = LocalAws.builder().region("eu-central-1").start()) {
            assertThat(Wire.rest(european, "s3", "PUT", "/new-bucket", "").body())
                    .contains("<Code>IllegalLocationConstraintException</Code>");
            assertThat(Wire.rest(european, "s3", "PUT", "/new-bucket", there).statusCode())
                    .isEqualTo(200);
            assertThat(Wire.rest(european, "s3", "PUT", "/new-bucket", there).body())
                    .contains("<Code>BucketAlreadyOwnedByYou</Code>");
            assertThat(Wire.rest(european, "s3", "GET", "/new-bucket?location", "")
                            .body())
                    .contains(">eu-central-1</LocationConstraint>");
        }
    }
}
