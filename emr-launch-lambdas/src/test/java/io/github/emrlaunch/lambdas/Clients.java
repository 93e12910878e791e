package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.AwsEndpoints;
import io.github.emrlaunch.local.LocalAws;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The SDK's clients, pointed at a stand-in. */
final class Clients {
    private Clients() {}

    /** The client of the Lambda functions, which doesn't wait between attempts. */
    static AwsClient aws(LocalAws aws) {
        Map<String, String> environment = Map.of(
                "AWS_REGION", aws.region(), "AWS_ENDPOINT_URL", aws.endpoint().toString());
        return new AwsClient(
                new AwsEndpoints(environment),
                UrlConnectionHttpClient.create(),
                () -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")),
                Clock.systemUTC(),
                pause -> {});
    }

    static EmrClient emr(LocalAws aws, RetryStrategy retries) {
        return configure(EmrClient.builder(), aws)
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries))
                .build();
    }

    static SecretsManagerClient secretsManager(LocalAws aws) {
        return configure(SecretsManagerClient.builder(), aws).build();
    }

    static EmrServerlessClient emrServerless(LocalAws aws) {
        return configure(EmrServerlessClient.builder(), aws).build();
    }

    private static <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(
            B builder, LocalAws aws) {
        return builder.endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")));
    }
}
