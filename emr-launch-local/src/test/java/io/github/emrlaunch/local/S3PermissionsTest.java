package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The permissions for buckets and their objects. */
class S3PermissionsTest {
    private static final String NOTHING =
            "{\"Effect\": \"Allow\", \"Action\": \"sts:GetCallerIdentity\", \"Resource\": \"*\"}";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @BeforeEach
    void fillBucket() throws IOException {
        aws.existing().bucket("data-bucket").bucket("empty-bucket");
        Files.writeString(aws.s3().folder("data-bucket").resolve("a"), "one");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private static String allow(String action, String resource) {
        return "{\"Effect\": \"Allow\", \"Action\": \"%s\", \"Resource\": \"%s\"}".formatted(action, resource);
    }

    private HttpResponse<String> call(Wire.Keys keys, String method, String path, String... headers)
            throws IOException {
        return Wire.rest(aws, keys, "s3", method, path, "", headers);
    }

    // "Required permissions for Amazon S3 API operations" in the user guide of S3.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET    | /                                  | s3:ListAllMyBuckets           | *
        PUT    | /new-bucket                        | s3:CreateBucket               | arn:aws:s3:::new-bucket
        HEAD   | /data-bucket                       | s3:ListBucket                 | arn:aws:s3:::data-bucket
        DELETE | /empty-bucket                      | s3:DeleteBucket               | arn:aws:s3:::empty-bucket
        GET    | /data-bucket?location              | s3:GetBucketLocation          | arn:aws:s3:::data-bucket
        GET    | /data-bucket?list-type=2           | s3:ListBucket                 | arn:aws:s3:::data-bucket
        GET    | /data-bucket                       | s3:ListBucket                 | arn:aws:s3:::data-bucket
        GET    | /data-bucket?uploads               | s3:ListBucketMultipartUploads | arn:aws:s3:::data-bucket
        GET    | /data-bucket/a                     | s3:GetObject                  | arn:aws:s3:::data-bucket/a
        HEAD   | /data-bucket/a                     | s3:GetObject                  | arn:aws:s3:::data-bucket/a
        PUT    | /data-bucket/b/c                   | s3:PutObject                  | arn:aws:s3:::data-bucket/b/*
        DELETE | /data-bucket/a                     | s3:DeleteObject               | arn:aws:s3:::data-bucket/a
        POST   | /data-bucket/a?uploads             | s3:PutObject                  | arn:aws:s3:::data-bucket/a
        """)
    void eachOperationNeedsItsPermission(String method, String path, String action, String resource)
            throws IOException {
        HttpResponse<String> refused = call(Sessions.keys(aws, "without", NOTHING), method, path);
        HttpResponse<String> answered = call(Sessions.keys(aws, "with", allow(action, resource)), method, path);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).satisfiesAnyOf(body -> assertThat(body).isEmpty(), body -> assertThat(body)
                .contains("<Code>AccessDenied</Code>", "is not authorized to perform: " + action));
        assertThat(answered.statusCode()).isBetween(200, 204);
    }

    // GetObject in the API reference: for a missing key, S3 returns 403 without s3:ListBucket, and 404 with it.
    @Test
    void missingKeyIsDeniedWithoutListBucket() throws IOException {
        Wire.Keys reader = Sessions.keys(aws, "reader", allow("s3:GetObject", "arn:aws:s3:::data-bucket/*"));
        Wire.Keys lister = Sessions.keys(
                aws,
                "lister",
                allow("s3:GetObject", "arn:aws:s3:::data-bucket/*"),
                allow("s3:ListBucket", "arn:aws:s3:::data-bucket"));

        assertThat(call(reader, "GET", "/data-bucket/a").body()).isEqualTo("one");
        assertThat(call(reader, "GET", "/data-bucket/none").statusCode()).isEqualTo(403);
        assertThat(call(reader, "HEAD", "/data-bucket/none").statusCode()).isEqualTo(403);
        assertThat(call(lister, "GET", "/data-bucket/none").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        prefix=home/        | 200
        prefix=home/x       | 200
        prefix=other/       | 403
        prefix=             | 403
        max-keys=1          | 403
        """)
    void prefixConditionLimitsListing(String query, int status) throws IOException {
        Wire.Keys keys = Sessions.keys(aws, "lister", """
                {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data-bucket",
                 "Condition": {"StringLike": {"s3:prefix": "home/*"}}}""");

        assertThat(call(keys, "GET", "/data-bucket?list-type=2&" + query).statusCode())
                .isEqualTo(status);
    }

    /** A missing key is reported only under the allowed prefix. The existence of a bucket does not depend on a prefix. */
    @ParameterizedTest
    @CsvSource({
        "GET, /data-bucket/home/none, 404",
        "HEAD, /data-bucket/home/none, 404",
        "GET, /data-bucket/other/none, 403",
        "HEAD, /data-bucket/home, 403",
        "HEAD, /data-bucket, 403"
    })
    void missingKeyReturns404OnlyUnderAllowedPrefix(String method, String path, int status) throws IOException {
        Wire.Keys keys = Sessions.keys(aws, "lister", allow("s3:GetObject", "arn:aws:s3:::data-bucket/*"), """
                {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data-bucket",
                 "Condition": {"StringLike": {"s3:prefix": "home/*"}}}""");

        assertThat(call(keys, method, path).statusCode()).isEqualTo(status);
    }

    @Test
    void copyRequiresPermissionToReadSource() throws IOException {
        Wire.Keys writer = Sessions.keys(aws, "writer", allow("s3:PutObject", "*"));
        Wire.Keys both = Sessions.keys(aws, "both", allow("s3:PutObject", "*"), allow("s3:GetObject", "*"));

        assertThat(call(writer, "PUT", "/data-bucket/b", "x-amz-copy-source", "data-bucket/a")
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(both, "PUT", "/data-bucket/b", "x-amz-copy-source", "data-bucket/a")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void batchDeletionKeepsDeniedObjects() throws IOException {
        Files.writeString(aws.s3().folder("data-bucket").resolve("b"), "two");
        Wire.Keys keys = Sessions.keys(aws, "deleter", allow("s3:DeleteObject", "arn:aws:s3:::data-bucket/a"));

        HttpResponse<String> answer = Wire.rest(
                aws,
                keys,
                "s3",
                "POST",
                "/data-bucket?delete",
                "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>",
                "Content-MD5",
                "any");

        assertThat(answer.body())
                .contains("<Deleted><Key>a</Key></Deleted>", "<Error><Key>b</Key><Code>AccessDenied</Code>");
        assertThat(aws.s3().keys("data-bucket")).containsExactly("b");
    }

    @Test
    void bucketPolicyAppliesToObjects() throws IOException {
        Wire.Keys guest = Sessions.keys(aws, "guest", NOTHING);
        Wire.Keys all = Sessions.keys(aws, "all", allow("s3:*", "*"));
        aws.deploy(new Assembly(directory).stack("Policy", """
                {"Resources": {
                  "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "shared-bucket"}},
                  "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": {
                    "Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/guest"}, "Action": "s3:GetObject",
                       "Resource": {"Fn::Sub": "${Bucket.Arn}/open/*"}},
                      {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": {"Fn::Sub": "${Bucket.Arn}/*"}},
                      {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
                       "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}}}}}""").write());
        Files.createDirectory(aws.s3().folder("shared-bucket").resolve("open"));
        Files.writeString(aws.s3().folder("shared-bucket").resolve("open/a"), "one");
        Files.writeString(aws.s3().folder("shared-bucket").resolve("closed"), "two");

        assertThat(call(guest, "GET", "/shared-bucket/open/a").body()).isEqualTo("one");
        assertThat(call(guest, "GET", "/shared-bucket/closed").statusCode()).isEqualTo(403);
        assertThat(call(all, "GET", "/shared-bucket/closed").body()).isEqualTo("two");
        assertThat(call(all, "PUT", "/shared-bucket/b").statusCode()).isEqualTo(200);
        assertThat(call(all, "DELETE", "/shared-bucket/b").statusCode()).isEqualTo(403);
    }

    @Test
    void unknownCallerHasNoPermissions() throws IOException {
        HttpResponse<String> unknown = call(new Wire.Keys("AKIANOBODY", ""), "GET", "/data-bucket/a");
        String anonymous = Wire.raw(aws, "GET /a HTTP/1.1", "Host: data-bucket.localhost");

        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(unknown.body()).contains("<Code>InvalidAccessKeyId</Code>");
        assertThat(anonymous).startsWith("HTTP/1.1 403 ").contains("<Code>AccessDenied</Code>");
    }
}
