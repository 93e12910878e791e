package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalAws;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

    @Test
    void passesOverParametersThatAreNotOurs() {
        storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("ours"), "{}");
        ssm.putParameter(parameter -> parameter
                .name("/emr_launch/emr_profiles/default/deeper/down")
                .value("{}")
                .type(ParameterType.STRING));

        assertThat(new ParameterStore(ssm).list(DefinitionType.EMR_PROFILE, "default"))
                .containsExactly(DefinitionName.of("ours"));
        assertThat(new ParameterStore(ssm).listNamespaces(DefinitionType.EMR_PROFILE))
                .containsExactly("default");
    }

    @Test
    void readsANamespacePageByPage() {
        for (int i = 0; i < 12; i++) {
            storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("p" + i), "{}");
        }
        ParameterStore store = new ParameterStore(ssm);

        ParameterStore.Page<EmrProfileDefinition> first = store.page(DefinitionType.EMR_PROFILE, "default", null);
        ParameterStore.Page<EmrProfileDefinition> second =
                store.page(DefinitionType.EMR_PROFILE, "default", first.nextToken());

        assertThat(first.documents()).hasSize(10);
        assertThat(second.documents()).hasSize(2).doesNotContainAnyElementsOf(first.documents());
        assertThat(second.nextToken()).isNull();
    }

    @Override
    WritableDefinitionStore storeWith(DefinitionType<?> type, DefinitionName name, String text) {
        ssm.putParameter(parameter -> parameter
                .name(type.path(name))
                .value(text)
                .type(ParameterType.STRING)
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .overwrite(true));
        return new ParameterStore(ssm);
    }
}
