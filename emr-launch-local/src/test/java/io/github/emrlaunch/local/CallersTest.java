package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.internal.iam.UnknownKeys;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The owners of access keys. The codes are those of the common errors in the API references of the services; their statuses
 * are recorded in issues: 400 for JSON (aws-azure-login 37), 403 for REST (iamlive 58) and for Query (aws-sdk-php-symfony 41,
 * cfn-sphere 55).
 */
class CallersTest {
    private static final String ALLOW_ALL = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";

    private final LocalAws aws = LocalAws.start();
    private Wire.Keys session = new Wire.Keys("", "");

    @BeforeEach
    void openSession() {
        session = Sessions.keys(aws, "reader", ALLOW_ALL);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void acceptsIssuedKeys() throws Exception {
        assertThat(status(session)).isEqualTo(200);
        assertThat(status(Wire.Keys.administrator(aws))).isEqualTo(200);
    }

    @Test
    void rejectsUnknownKeys() throws Exception {
        assertRefused(new Wire.Keys("AKIAIOSFODNN7EXAMPLE", ""));
        assertRefused(new Wire.Keys("ASIAIOSFODNN7EXAMPLE", session.sessionToken()));
    }

    @Test
    void rejectsKeysWithMissingOrWrongSessionToken() throws Exception {
        assertRefused(new Wire.Keys(session.accessKeyId(), ""));
        assertRefused(new Wire.Keys(session.accessKeyId(), session.sessionToken() + "x"));
        assertRefused(new Wire.Keys(Wire.Keys.administrator(aws).accessKeyId(), session.sessionToken()));
    }

    private void assertRefused(Wire.Keys keys) throws IOException {
        Wire.Answer answer = list(keys);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorType()).isEqualTo("UnrecognizedClientException");
        assertThat(answer.message()).startsWith("The security token included in the request is invalid.");
        assertThat(aws.authorizations()).isEmpty();
    }

    @Test
    void sessionExpires() throws Exception {
        aws.clock().advance(Duration.ofMinutes(60).minusSeconds(1));
        assertThat(status(session)).isEqualTo(200);

        aws.clock().advance(Duration.ofSeconds(1));
        assertThat(list(session).status()).isEqualTo(400);
        assertThat(list(session).errorType()).isEqualTo("ExpiredTokenException");
        assertThat(list(session).message()).isEqualTo("The security token included in the request is expired");
    }

    @ParameterizedTest
    @CsvSource({
        "ssm, UnrecognizedClientException, ExpiredTokenException, InvalidSignatureException, 400",
        "serverless, UnrecognizedClientException, ExpiredTokenException, InvalidSignatureException, 403",
        "sts, InvalidClientTokenId, ExpiredToken, SignatureDoesNotMatch, 403",
        "sns, InvalidClientTokenId, ExpiredToken, SignatureDoesNotMatch, 403"
    })
    void errorCodeAndStatusDependOnProtocol(String service, String unknown, String expired, String region, int status) {
        assertThatThrownBy(() -> call(service, AwsBasicCredentials.create("AKIA", "secret"), Region.US_EAST_1))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> assertError(e, unknown, status));
        assertThatThrownBy(() -> call(service, administrator(), Region.US_WEST_2))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> assertError(e, region, status))
                .hasMessageContaining("Credential should be scoped to a valid region, not 'us-west-2'.");
        aws.clock().advance(Duration.ofHours(1));
        AwsCredentials over = AwsSessionCredentials.create(session.accessKeyId(), "secret", session.sessionToken());
        assertThatThrownBy(() -> call(service, over, Region.US_EAST_1))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> assertError(e, expired, status));
    }

    /** The JSON protocol of SQS has the codes of its Query protocol, as in boto3. The status is believed. */
    @Test
    void sqsReturnsErrorsOfQueryProtocol() throws Exception {
        Wire.Answer answer = Wire.call(
                aws, new Wire.Keys("AKIA", ""), "AmazonSQS.GetQueueAttributes", "{\"QueueUrl\": \"https://sqs/1/q\"}");

        assertThat(answer.errorType()).isEqualTo("InvalidClientTokenId");
        assertThat(answer.status()).isEqualTo(403);
    }

    private static void assertError(AwsServiceException error, String code, int status) {
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.statusCode()).isEqualTo(status);
    }

    /**
     * "Troubleshoot Signature Version 4" of the IAM user guide: each endpoint has its region, and the global endpoint of STS is in
     * us-east-1.
     */
    @Test
    void rejectsRequestsSignedForAnotherRegion() throws Exception {
        Wire.Keys administrator = Wire.Keys.administrator(aws);
        try (LocalAws frankfurt = LocalAws.builder().region("eu-central-1").start()) {
            assertThat(Wire.call(frankfurt, administrator, "eu-central-1", "ElasticMapReduce.ListClusters", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(Wire.call(frankfurt, administrator, "us-east-1", "ElasticMapReduce.ListClusters", "{}")
                            .errorType())
                    .isEqualTo("InvalidSignatureException");
            try (StsClient sts = SdkClients.configured(StsClient.builder(), frankfurt)
                    .region(Region.US_EAST_1)
                    .build()) {
                assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
            }
        }
    }

    @Test
    void unknownKeysActAsAdministratorIfConfigured() throws Exception {
        try (LocalAws open =
                LocalAws.builder().unknownKeys(UnknownKeys.ADMINISTRATOR).start()) {
            Wire.Keys own = Sessions.keys(open, "reader", ALLOW_ALL);

            assertThat(Wire.call(open, new Wire.Keys("AKIA", ""), "ElasticMapReduce.ListClusters", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(Wire.call(open, new Wire.Keys(own.accessKeyId(), "wrong"), "ElasticMapReduce.ListClusters", "{}")
                            .errorType())
                    .isEqualTo("UnrecognizedClientException");
            open.clock().advance(Duration.ofHours(1));
            assertThat(Wire.call(open, own, "ElasticMapReduce.ListClusters", "{}")
                            .errorType())
                    .isEqualTo("ExpiredTokenException");
        }
    }

    private AwsCredentials administrator() {
        return AwsBasicCredentials.create(Wire.Keys.administrator(aws).accessKeyId(), "secret");
    }

    private void call(String service, AwsCredentials credentials, Region region) {
        switch (service) {
            case "ssm" -> {
                try (SsmClient ssm = as(SsmClient.builder(), credentials, region)) {
                    ssm.getParametersByPath(request -> request.path("/"));
                }
            }
            case "serverless" -> {
                try (EmrServerlessClient serverless = as(EmrServerlessClient.builder(), credentials, region)) {
                    serverless.listApplications(request -> {});
                }
            }
            case "sns" -> {
                try (SnsClient sns = as(SnsClient.builder(), credentials, region)) {
                    sns.publish(request -> request.topicArn("arn:aws:sns:us-east-1:123456789012:t")
                            .message("m"));
                }
            }
            default -> {
                try (StsClient sts = as(StsClient.builder(), credentials, region)) {
                    sts.getCallerIdentity();
                }
            }
        }
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C as(
            B builder, AwsCredentials credentials, Region region) {
        return SdkClients.configured(builder, aws)
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    private int status(Wire.Keys keys) throws IOException {
        return list(keys).status();
    }

    private Wire.Answer list(Wire.Keys keys) throws IOException {
        return Wire.call(aws, keys, "ElasticMapReduce.ListClusters", "{}");
    }
}
