package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalAws;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.SsmClientBuilder;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;

class ParameterStoreTest extends DefinitionStoreContract {
    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = client().build();

    private SsmClientBuilder client() {
        return SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")));
    }

    @AfterEach
    void close() {
        ssm.close();
        aws.close();
    }

    /** A principal that may write parameters under the path must not break the lists of others. */
    @Test
    void ignoresOtherParametersAndReportsThem() {
        storeWith(DefinitionType.EMR_PROFILE, DefinitionName.of("ours"), "{}");
        List<String> odd = List.of(
                "/emr_launch/emr_profiles/default/deeper/down",
                "/emr_launch/emr_profiles/flat",
                "/emr_launch/emr_profiles/../x",
                "/emr_launch/emr_profiles/default/..",
                "/emr_launch/emr_profiles/default/" + "n".repeat(129));
        // A part without a head.
        String part = "/emr_launch_parts/emr_profiles/default/gone/1";
        Stream.concat(odd.stream(), Stream.of(part))
                .forEach(name -> ssm.putParameter(
                        parameter -> parameter.name(name).value("{}").type(ParameterType.STRING)));
        List<String> told = new ArrayList<>();
        ParameterStore store = new ParameterStore(ssm, told::add);

        assertThat(store.list(DefinitionType.EMR_PROFILE, "default")).containsExactly(DefinitionName.of("ours"));
        assertThat(store.listNamespaces(DefinitionType.EMR_PROFILE)).containsExactly("default");
        assertThat(store.documents(DefinitionType.EMR_PROFILE)).hasSize(1);
        assertThat(store.page(DefinitionType.EMR_PROFILE, "default", null).documents())
                .hasSize(1);
        assertThat(told).hasSameElementsAs(odd);
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

    private static StoredDocument<ClusterConfigurationDefinition> large(DefinitionName name, String text) {
        ObjectNode request = StoredRequest.empty().put("ReleaseLabel", text);
        return new StoredDocument<>(
                DefinitionType.CLUSTER_CONFIGURATION,
                name,
                ClusterConfigurationDefinition.of(name, request).toJsonText(),
                "here");
    }

    private List<String> names(String path) {
        return ssm.getParametersByPathPaginator(request -> request.path(path).recursive(true)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(Parameter::name)
                .sorted()
                .toList();
    }

    @Test
    void storesALargeDefinitionInPartsAndReadsItAsOne() {
        DefinitionName name = new DefinitionName("analytics", "large");
        StoredDocument<ClusterConfigurationDefinition> document = large(name, "ä".repeat(15_000));
        ParameterStore store = new ParameterStore(ssm);

        store.put(document);

        assertThat(names("/"))
                .containsExactly(
                        "/emr_launch/cluster_configurations/analytics/large",
                        "/emr_launch_parts/cluster_configurations/analytics/large/1",
                        "/emr_launch_parts/cluster_configurations/analytics/large/2",
                        "/emr_launch_parts/cluster_configurations/analytics/large/3");
        assertThat(store.get(DefinitionType.CLUSTER_CONFIGURATION, name).toJsonText())
                .isEqualTo(document.text());
        assertThat(store.list(DefinitionType.CLUSTER_CONFIGURATION, "analytics"))
                .containsExactly(name);
        assertThat(store.documents(DefinitionType.CLUSTER_CONFIGURATION))
                .singleElement()
                .extracting(StoredDocument::text)
                .isEqualTo(document.text());
        assertThat(store.page(DefinitionType.CLUSTER_CONFIGURATION, "analytics", null)
                        .documents())
                .singleElement()
                .extracting(StoredDocument::text)
                .isEqualTo(document.text());
    }

    @Test
    void deletesUnusedPartsOfASmallerOrDeletedDefinition() {
        DefinitionName name = new DefinitionName("analytics", "large");
        ParameterStore store = new ParameterStore(ssm);

        store.put(large(name, "a".repeat(30_000)));
        store.put(large(name, "b".repeat(10_000)));
        assertThat(names("/emr_launch_parts"))
                .containsExactly("/emr_launch_parts/cluster_configurations/analytics/large/1");
        store.put(large(name, "small"));
        assertThat(names("/emr_launch_parts")).isEmpty();
        store.put(large(name, "a".repeat(30_000)));
        store.delete(DefinitionType.CLUSTER_CONFIGURATION, name);

        assertThat(names("/")).isEmpty();
    }

    @Test
    void readsAgainWhenADefinitionChangesDuringTheRead() {
        DefinitionName name = new DefinitionName("analytics", "large");
        StoredDocument<ClusterConfigurationDefinition> old = large(name, "a".repeat(30_000));
        StoredDocument<ClusterConfigurationDefinition> updated = large(name, "b".repeat(30_000));
        ParameterStore writer = new ParameterStore(ssm);
        writer.put(old);
        AtomicInteger reads = new AtomicInteger();
        ExecutionInterceptor updateBetweenHeadAndParts = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof GetParametersRequest && reads.incrementAndGet() == 1) {
                    writer.put(updated);
                }
            }
        };

        try (SsmClient reader = client().overrideConfiguration(
                        configuration -> configuration.addExecutionInterceptor(updateBetweenHeadAndParts))
                .build()) {
            assertThat(new ParameterStore(reader)
                            .get(DefinitionType.CLUSTER_CONFIGURATION, name)
                            .toJsonText())
                    .isEqualTo(updated.text());
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void rejectsADefinitionWithAMissingPart() {
        DefinitionName name = new DefinitionName("analytics", "large");
        ParameterStore store = new ParameterStore(ssm);
        store.put(large(name, "a".repeat(30_000)));
        ssm.deleteParameter(request -> request.name("/emr_launch_parts/cluster_configurations/analytics/large/2"));

        assertThatThrownBy(() -> store.get(DefinitionType.CLUSTER_CONFIGURATION, name))
                .isInstanceOf(DefinitionIncompleteException.class)
                .hasMessageContaining("'/emr_launch_parts/cluster_configurations/analytics/large/2' is missing");
        assertThatThrownBy(() -> store.documents(DefinitionType.CLUSTER_CONFIGURATION)
                        .get(0)
                        .read())
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'/emr_launch/cluster_configurations/analytics/large' is not a stored cluster "
                        + "configuration: it is the head of a large one, and its parts are missing");
    }

    @Test
    void rejectsADefinitionWithPartsOfTwoDeployments() {
        DefinitionName name = new DefinitionName("analytics", "large");
        String part = "/emr_launch_parts/cluster_configurations/analytics/large/2";
        ParameterStore store = new ParameterStore(ssm);
        store.put(large(name, "a".repeat(30_000)));
        String older =
                ssm.getParameter(request -> request.name(part)).parameter().value();
        store.put(large(name, "b".repeat(30_000)));
        assertThat(store.get(DefinitionType.CLUSTER_CONFIGURATION, name).toJsonText())
                .doesNotContain("aaa");

        ssm.putParameter(request -> request.name(part).value(older).overwrite(true));

        assertThatThrownBy(() -> store.get(DefinitionType.CLUSTER_CONFIGURATION, name))
                .isInstanceOf(DefinitionIncompleteException.class)
                .hasMessageContaining("'" + part + "' is from another deployment than its head");
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
