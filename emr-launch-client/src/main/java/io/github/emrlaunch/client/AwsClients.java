package io.github.emrlaunch.client;

import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The SDK's clients as its default chains make them, but for what is set otherwise. */
final class AwsClients implements AutoCloseable {
    /** More than the SDK's three: who waits for minutes for a cluster can wait for a throttled answer. */
    private static final int MAX_ATTEMPTS = 8;

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final @Nullable String region;
    private final @Nullable String profile;
    private final @Nullable URI endpoint;
    private final Consumer<Retry> onRetry;
    private @Nullable EmrClient emr;

    AwsClients(@Nullable String region, @Nullable String profile, @Nullable URI endpoint, Consumer<Retry> onRetry) {
        this.region = region;
        this.profile = profile;
        this.endpoint = endpoint;
        this.onRetry = onRetry;
    }

    SsmClient newSsm() {
        return configure(SsmClient.builder()).build();
    }

    SfnClient newStepFunctions() {
        return configure(SfnClient.builder()).build();
    }

    /** Built when first asked for: most uses never do. */
    synchronized EmrClient emr() {
        if (emr == null) {
            emr = configure(EmrClient.builder()).build();
        }
        return emr;
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        if (region != null) {
            builder.region(Region.of(region));
        }
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.httpClient(http).overrideConfiguration(configuration -> {
            if (profile != null) {
                configuration.defaultProfileName(profile);
            }
            configuration.retryStrategy(new ToldRetries(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(MAX_ATTEMPTS)
                            .build(),
                    onRetry));
        });
    }

    @Override
    public synchronized void close() {
        if (emr != null) {
            emr.close();
        }
        http.close();
    }
}
