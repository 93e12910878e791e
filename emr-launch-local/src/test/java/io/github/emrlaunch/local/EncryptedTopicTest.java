package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Amazon SNS security best practices, key management": permissions to publish to a topic with a customer managed key. */
class EncryptedTopicTest {
    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/k";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    private void deploy(String key) {
        aws.deploy(new Assembly(directory).stack("Topics", """
                        {"Resources": {"Topic": {"Type": "AWS::SNS::Topic",
                          "Properties": {"TopicName": "told", "KmsMasterKeyId": "%s"}}}}""".formatted(key)).write());
    }

    private int publish(String... statements) throws Exception {
        List<String> all = new ArrayList<>(List.of(statements));
        all.add("{\"Effect\": \"Allow\", \"Action\": \"sns:Publish\", \"Resource\": \"*\"}");
        Wire.Keys keys = Sessions.keys(aws, "publisher" + statements.length, all.toArray(String[]::new));
        String form = "Action=Publish&Version=2010-03-31&Message=x&TopicArn="
                + URLEncoder.encode("arn:aws:sns:us-east-1:123456789012:told", StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        Wire.sign(request, keys, aws.region(), "sns");
        return Wire.send(request.build()).statusCode();
    }

    private static String allow(String action, String resource) {
        return "{\"Effect\": \"Allow\", \"Action\": \"%s\", \"Resource\": \"%s\"}".formatted(action, resource);
    }

    @ParameterizedTest
    @CsvSource({
        "kms:GenerateDataKey*, kms:Decrypt, " + KEY + ", 200",
        "kms:GenerateDataKey, kms:Decrypt, " + KEY + ", 200",
        "kms:GenerateDataKey*, kms:Encrypt, " + KEY + ", 403",
        "kms:Decrypt, kms:Encrypt, " + KEY + ", 403",
        "kms:GenerateDataKey*, kms:Decrypt, " + KEY + "2, 403"
    })
    void publisherNeedsPermissionForCustomerManagedKey(String first, String second, String resource, int status)
            throws Exception {
        deploy(KEY);

        assertThat(publish(allow(first, resource), allow(second, resource))).isEqualTo(status);
        assertThat(aws.publications()).hasSize(status == 200 ? 1 : 0);
    }

    /** The key policy of alias/aws/sns lets every principal of the account use it through SNS. */
    @Test
    void publisherNeedsNoPermissionForAwsManagedKey() throws Exception {
        deploy("alias/aws/sns");

        assertThat(publish()).isEqualTo(200);
    }
}
