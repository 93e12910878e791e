package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.examples.plaincluster.PlainClusterStack;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The blocks of {@code docs/local-emulator.md} and of {@code docs/command-line.md}: a test, and a program that launches. */
class LocalEmulatorPageIT {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new PlainClusterStack(app, "PlainCluster"));

    @Test
    void launchesWithTheCountOfTheInput() {
        LocalExecution launch =
                aws.run("default_brioche", "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 3}}");

        assertThat(launch.status()).isEqualTo("SUCCEEDED");
        assertThat(aws.local().clusters().get(0).request().at("/Instances/InstanceGroups/1/InstanceCount"))
                .hasToString("3");
    }

    @Test
    void launchesWithTheJavaClient(LocalAws local) throws InterruptedException {
        SsmClient ssm = configured(SsmClient.builder(), local).build();
        SfnClient stepFunctions = configured(SfnClient.builder(), local).build();
        LaunchResult result = nightly(new ParameterStore(ssm), stepFunctions, local.region());

        assertThat(result.succeeded()).isTrue();
        assertThat(local.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.tags())
                .containsEntry("team", "etl"));
        stepFunctions.close();
        ssm.close();
    }

    private static LaunchResult nightly(DefinitionStore definitions, SfnClient stepFunctions, String region)
            throws InterruptedException {
        try (EmrLaunchClient client = EmrLaunchClient.builder()
                .definitions(definitions)
                .stepFunctions(stepFunctions)
                .region(region)
                .pollInterval(Duration.ofMillis(20))
                .build()) {
            LaunchInput input = LaunchInput.builder()
                    .override("CoreInstanceCount", 2)
                    .tag("team", "etl")
                    .failIfClusterRunning(true)
                    .build();
            return client.await(client.start(DefinitionName.of("brioche"), input, "nightly-1"));
        }
    }

    private static <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configured(
            B builder, LocalAws aws) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        aws.environment().getOrDefault("AWS_SECRET_ACCESS_KEY", ""))));
    }

    @Test
    void emulatorUsesTheConfiguredAccountAndRegion() {
        try (LocalAws other = LocalAws.builder()
                .accountId("210987654321")
                .region("eu-west-1")
                .functionVariable("LOG_LEVEL", "DEBUG")
                .start()) {
            assertThat(other.environment()).containsEntry("AWS_REGION", "eu-west-1");
            assertThat(other.accountId()).isEqualTo("210987654321");
        }
    }
}
