package io.github.emrlaunch.definitions;

import io.github.emrlaunch.local.LocalAws;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;

class ParameterStoreTest extends DefinitionStoreContract {
    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SsmClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    @Override
    DefinitionStore storeWith(DefinitionType<?> type, DefinitionName name, String text) {
        ssm.putParameter(parameter -> parameter
                .name(type.path(name))
                .value(text)
                .type(ParameterType.STRING)
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .overwrite(true));
        return new ParameterStore(ssm);
    }
}
