package io.github.emrlaunch.client.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's clients as its default chains make them, but for what is set otherwise. */
public final class AwsClients implements AutoCloseable {
    /** More than the SDK's three: who waits for minutes for a cluster can wait for a throttled answer. */
    private static final int MAX_ATTEMPTS = 8;

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final @Nullable String region;
    private final @Nullable String profile;
    private final @Nullable URI endpoint;
    private final BiConsumer<Throwable, Duration> onRetry;
    private @Nullable SsmClient ssm;
    private @Nullable SfnClient stepFunctions;
    private @Nullable EmrClient emr;

    /**
     * Nothing is built before it is asked for.
     *
     * @param onRetry told why a call is made again, and after how long
     */
    public AwsClients(
            @Nullable String region,
            @Nullable String profile,
            @Nullable URI endpoint,
            BiConsumer<Throwable, Duration> onRetry) {
        this.region = region;
        this.profile = profile;
        this.endpoint = endpoint;
        this.onRetry = onRetry;
    }

    /** Parameter Store. */
    public synchronized SsmClient ssm() {
        if (ssm == null) {
            ssm = configure(SsmClient.builder()).build();
        }
        return ssm;
    }

    /** Step Functions. */
    public synchronized SfnClient stepFunctions() {
        if (stepFunctions == null) {
            stepFunctions = configure(SfnClient.builder()).build();
        }
        return stepFunctions;
    }

    /** EMR. */
    public synchronized EmrClient emr() {
        if (emr == null) {
            emr = configure(EmrClient.builder()).build();
        }
        return emr;
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        if (region != null) {
            builder.region(Region.of(region));
        }
        if (profile != null) {
            // Who names a profile means it; the default chain would take keys of the environment before.
            builder.credentialsProvider(ProfileCredentialsProvider.create(profile));
        }
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.httpClient(http).overrideConfiguration(configuration -> {
            if (profile != null) {
                configuration.defaultProfileName(profile);
            }
            configuration.retryStrategy(new ReportedRetries(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(MAX_ATTEMPTS)
                            .build(),
                    onRetry));
        });
    }

    @Override
    public synchronized void close() {
        Stream.of(ssm, stepFunctions, emr).filter(Objects::nonNull).forEach(SdkAutoCloseable::close);
        http.close();
    }
}
