package io.github.emrlaunch.client.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Creates the AWS SDK's clients from its default chains and the given settings. */
public final class AwsClients implements AutoCloseable {
    /** More than the SDK's three attempts: a caller that waits minutes for a cluster can wait for a throttled call. */
    private static final int MAX_ATTEMPTS = 8;

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final @Nullable String region;
    private final @Nullable String profile;
    private final @Nullable URI endpoint;
    private final @Nullable AwsCredentialsProvider credentials;
    private final BiConsumer<Throwable, Duration> onRetry;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable ExplainedCredentials found;
    private @Nullable SsmClient ssm;
    private @Nullable SfnClient stepFunctions;
    private @Nullable EmrClient emr;
    private @Nullable StsClient sts;
    private @Nullable S3Client s3;

    /**
     * Creates the clients lazily.
     *
     * @param credentials the credentials; null for those that the SDK finds
     * @param onRetry receives the reason and the delay of each retry
     */
    public AwsClients(
            @Nullable String region,
            @Nullable String profile,
            @Nullable URI endpoint,
            @Nullable AwsCredentialsProvider credentials,
            BiConsumer<Throwable, Duration> onRetry) {
        this.region = region;
        this.profile = profile;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.onRetry = onRetry;
    }

    /** Returns the client of Parameter Store. */
    public synchronized SsmClient ssm() {
        if (ssm == null) {
            ssm = configure(SsmClient.builder()).build();
        }
        return ssm;
    }

    /** Returns the client of Step Functions. */
    public synchronized SfnClient stepFunctions() {
        if (stepFunctions == null) {
            stepFunctions = configure(SfnClient.builder()).build();
        }
        return stepFunctions;
    }

    /** Returns the client of EMR. */
    public synchronized EmrClient emr() {
        if (emr == null) {
            emr = configure(EmrClient.builder()).build();
        }
        return emr;
    }

    /** Returns the caller's identity: account and partition. The call needs no permission. */
    public synchronized StsClient sts() {
        if (sts == null) {
            sts = configure(StsClient.builder()).build();
        }
        return sts;
    }

    /** Returns the credentials of all clients. Other clients may use them, so that a user signs in once. */
    public synchronized AwsCredentialsProvider credentials() {
        if (credentials != null) {
            return credentials;
        }
        if (found == null) {
            found = new ExplainedCredentials(profile);
        }
        return found;
    }

    /** Returns the client of S3. */
    public synchronized S3Client s3() {
        if (s3 == null) {
            S3ClientBuilder builder = configure(S3Client.builder());
            // A custom endpoint has no host name for each bucket. On AWS, a bucket may be in another region.
            boolean elsewhere = endpoint != null || System.getenv("AWS_ENDPOINT_URL") != null;
            s3 = builder.forcePathStyle(elsewhere)
                    .crossRegionAccessEnabled(!elsewhere)
                    .build();
        }
        return s3;
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        if (region != null) {
            builder.region(Region.of(region));
        }
        builder.credentialsProvider(credentials());
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
                            .retryOnException(AwsClients::isConflict)
                            .build(),
                    answered,
                    onRetry));
        });
    }

    /** If two clients write an object with If-None-Match at the same time, S3 refuses one of them with an error that may be retried. */
    private static boolean isConflict(Throwable failure) {
        return failure instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && "ConditionalRequestConflict".equals(service.awsErrorDetails().errorCode());
    }

    @Override
    public synchronized void close() {
        Stream.of(ssm, stepFunctions, emr, sts, s3, found)
                .filter(Objects::nonNull)
                .forEach(SdkAutoCloseable::close);
        http.close();
    }
}
