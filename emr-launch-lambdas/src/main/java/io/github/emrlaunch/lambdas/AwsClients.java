package io.github.emrlaunch.lambdas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** AWS clients as a Lambda function wants them: built once, and nothing looked up that the environment already says. */
final class AwsClients {
    /** Lambda hands credentials over in the environment, or, to a function with SnapStart, through an endpoint. */
    private static final AwsCredentialsProvider CREDENTIALS = AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(),
            ContainerCredentialsProvider.builder().build());

    /** The SDK's own defaults, which connections of one's own don't get. */
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private static final int READ_TIMEOUT_MILLIS = 30_000;

    // Connections as the JDK opens them: the client's own would read the trust store at once, needed or not.
    private final SdkHttpClient http = UrlConnectionHttpClient.create(AwsClients::open);
    private final Region region = Region.of(System.getenv("AWS_REGION"));
    private final @Nullable RetryStrategy retries;
    private @Nullable EmrClient emr;
    private @Nullable SecretsManagerClient secretsManager;

    AwsClients() {
        this(null);
    }

    /** With other retries than the SDK's own. */
    AwsClients(@Nullable RetryStrategy retries) {
        this.retries = retries;
    }

    SsmClient newSsm() {
        return configure(SsmClient.builder()).build();
    }

    /** Built when first asked for: most launches never do, and a client is much of a cold start. */
    synchronized EmrClient emr() {
        if (emr == null) {
            emr = configure(EmrClient.builder()).build();
        }
        return emr;
    }

    /** Built when first asked for, by the launcher only. */
    synchronized SecretsManagerClient secretsManager() {
        if (secretsManager == null) {
            secretsManager = configure(SecretsManagerClient.builder()).build();
        }
        return secretsManager;
    }

    /** Built by what stops applications only. */
    EmrServerlessClient newEmrServerless() {
        return configure(EmrServerlessClient.builder()).build();
    }

    static HttpURLConnection open(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            connection.setReadTimeout(READ_TIMEOUT_MILLIS);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        if (retries != null) {
            builder.overrideConfiguration(configuration -> configuration.retryStrategy(retries));
        }
        return builder.httpClient(http).region(region).credentialsProvider(CREDENTIALS);
    }
}
