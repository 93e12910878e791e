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
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** AWS clients as a Lambda function wants them: built once, and nothing looked up that the environment already says. */
final class AwsClients {
    /** Lambda hands credentials over in the environment, or, to a function with SnapStart, through an endpoint. */
    private static final AwsCredentialsProvider CREDENTIALS = AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(),
            ContainerCredentialsProvider.builder().build());

    // Connections as the JDK opens them: the client's own would read the trust store at once, needed or not.
    private final SdkHttpClient http = UrlConnectionHttpClient.create(AwsClients::open);
    private final Region region = Region.of(System.getenv("AWS_REGION"));
    private @Nullable EmrClient emr;

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

    private static HttpURLConnection open(URI uri) {
        try {
            return (HttpURLConnection) uri.toURL().openConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        return builder.httpClient(http).region(region).credentialsProvider(CREDENTIALS);
    }
}
