package io.github.emrlaunch.local;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The clients of the SDK for a local emulator. */
final class SdkClients {
    private SdkClients() {}

    static SsmClient ssm(LocalAws aws) {
        return configured(SsmClient.builder(), aws).build();
    }

    static EmrClient emr(LocalAws aws) {
        return configured(EmrClient.builder(), aws).build();
    }

    static SfnClient sfn(LocalAws aws) {
        // StartSyncExecution would be sent to a separate host, sync-127.0.0.1.
        return configured(SfnClient.builder(), aws)
                .overrideConfiguration(configuration ->
                        configuration.putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
                .build();
    }

    static SecretsManagerClient secretsManager(LocalAws aws) {
        return configured(SecretsManagerClient.builder(), aws).build();
    }

    static EmrServerlessClient emrServerless(LocalAws aws) {
        return configured(EmrServerlessClient.builder(), aws).build();
    }

    static EventBridgeClient events(LocalAws aws) {
        return configured(EventBridgeClient.builder(), aws).build();
    }

    static SnsClient sns(LocalAws aws) {
        return configured(SnsClient.builder(), aws).build();
    }

    static SqsClient sqs(LocalAws aws) {
        return configured(SqsClient.builder(), aws).build();
    }

    static S3Client s3(LocalAws aws) {
        return configured(S3Client.builder(), aws).build();
    }

    static StsClient sts(LocalAws aws) {
        return configured(StsClient.builder(), aws).build();
    }

    static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(B builder, LocalAws aws) {
        URI endpoint = aws.endpoint();
        return builder.endpointOverride(endpoint)
                .region(Region.of(aws.region()))
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")));
    }
}
