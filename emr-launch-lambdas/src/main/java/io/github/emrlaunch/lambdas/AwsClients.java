package io.github.emrlaunch.lambdas;

import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** AWS clients as a Lambda function wants them: nothing is looked up that the environment already says. */
final class AwsClients {
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Region region = Region.of(System.getenv("AWS_REGION"));

    SsmClient ssm() {
        return configure(SsmClient.builder()).build();
    }

    EmrClient emr() {
        return configure(EmrClient.builder()).build();
    }

    private <
                    B extends
                            AwsSyncClientBuilder<B, ?>
                                    & software.amazon.awssdk.awscore.client.builder.AwsClientBuilder<B, ?>>
            B configure(B builder) {
        return builder.httpClient(http)
                .region(region)
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create());
    }
}
