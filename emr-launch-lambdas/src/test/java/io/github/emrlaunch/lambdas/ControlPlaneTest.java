package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.LocalAws;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stored definitions, for callers without access to Parameter Store. */
class ControlPlaneTest {
    private static final DefinitionType<?> TYPE = DefinitionType.CLUSTER_CONFIGURATION;

    private final LocalAws aws = LocalAws.start();
    private final AwsClient client = Clients.of(aws);
    private final ControlPlane controlPlane = new ControlPlane(new DefinitionReader(client), TYPE);

    @AfterEach
    void close() {
        aws.close();
    }

    private Map<String, String> store(String name, int properties) {
        ObjectNode json = Json.object().put("ConfigurationName", name).put("Namespace", "default");
        ObjectNode values = json.putObject("ClusterConfiguration").putObject("Values");
        for (int i = 0; i < properties; i++) {
            values.put("property-" + i, "value-" + i);
        }
        Map<String, String> parameters = DefinitionParts.split(TYPE, DefinitionName.of(name), json);
        parameters.forEach(this::put);
        return parameters;
    }

    private void put(String parameter, String value) {
        client.call(
                CalledService.SSM,
                "PutParameter",
                Json.object()
                        .put("Name", parameter)
                        .put("Value", value)
                        .put("Type", "String")
                        .put("Tier", "Intelligent-Tiering")
                        .put("Overwrite", true));
    }

    private Invocation get(String name) {
        return Invocation.of(new GetDefinitionHandler(controlPlane), "{\"ConfigurationName\": \"%s\"}".formatted(name));
    }

    private JsonNode list(String request) {
        return Invocation.of(new ListDefinitionsHandler(controlPlane), request).answer();
    }

    @Test
    void getsSmallAndLargeDefinitions() {
        store("small", 1);
        assertThat(store("large", 600)).hasSizeGreaterThan(1);

        assertThat(get("small")
                        .answer()
                        .at("/ClusterConfiguration/Values/property-0")
                        .asText())
                .isEqualTo("value-0");
        assertThat(get("large").answer().at("/ClusterConfiguration/Values")).hasSize(600);
        assertThat(get("none").failure()).isInstanceOf(ClusterConfigurationNotFoundException.class);
    }

    @Test
    void rejectsInvalidRequests() {
        assertThat(Invocation.of(new GetDefinitionHandler(controlPlane), "{}").failure())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("'ConfigurationName' is missing");
        assertThat(get("../x").failure()).isInstanceOf(InvalidRequestException.class);
        assertThat(Invocation.of(new ListDefinitionsHandler(controlPlane), "{\"Namespace\": 7}")
                        .failure())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("'Namespace' must be a string, got: 7");
    }

    @Test
    void listsSmallAndLargeDefinitionsPageByPage() {
        for (int i = 10; i < 22; i++) {
            store("c" + i, i == 15 ? 600 : 1);
        }

        JsonNode first = list("{}");
        JsonNode second =
                list("{\"NextToken\": \"%s\"}".formatted(first.path("NextToken").asText()));

        assertThat(first.path("ClusterConfigurations")).hasSize(10);
        assertThat(second.path("ClusterConfigurations")).hasSize(2);
        assertThat(second.has("NextToken")).isFalse();
        assertThat(first.at("/ClusterConfigurations/5/ClusterConfiguration/Values"))
                .hasSize(600);
        assertThat(first.has("Unreadable")).isFalse();
    }

    @Test
    void logsRequestAndOutcome() {
        store("small", 1);
        put(TYPE.path(DefinitionName.of("bad")), "{");

        assertThat(get("small").logLine()).isEqualTo(Json.parse("""
                {"Type": "cluster_configurations", "Definition": "default/small", "Outcome": "Succeeded"}"""));
        assertThat(get("none").logLine()).isEqualTo(Json.parse("""
                {"Type": "cluster_configurations", "Definition": "default/none",
                 "Outcome": "io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException"}"""));
        assertThat(Invocation.of(new ListDefinitionsHandler(controlPlane), "{}").logLine())
                .isEqualTo(Json.parse("""
                {"Type": "cluster_configurations", "Namespace": "default", "Definitions": 1, "Unreadable": 1,
                 "Outcome": "Succeeded"}"""));
        assertThat(get("no name {}").logLine()).isEqualTo(Json.parse("""
                {"Type": "cluster_configurations",
                 "Outcome": "io.github.emrlaunch.lambdas.InvalidRequestException"}"""));
    }

    @Test
    void listsUnreadableDefinitions() {
        store("good", 1);
        put(TYPE.path(DefinitionName.of("bad")), "{");
        store("torn", 600);
        put(DefinitionParts.names(TYPE, DefinitionName.of("torn")).get(1), "of another deployment");

        JsonNode answer = list("{\"Namespace\": \"default\"}");

        assertThat(answer.path("ClusterConfigurations")).hasSize(1);
        assertThat(answer.path("Unreadable").findValuesAsText("Name")).containsExactlyInAnyOrder("bad", "torn");
    }

    /** A principal that may write parameters under the path must not break the lists of others. */
    @Test
    void ignoresParametersWithInvalidNames() {
        store("good", 1);
        put("/emr_launch/cluster_configurations/default/deeper/down", "{}");
        put("/emr_launch/cluster_configurations/default/..", "{}");
        put("/emr_launch_parts/cluster_configurations/default/gone/1", "{}");

        JsonNode answer = list("{\"Namespace\": \"default\"}");

        assertThat(answer.path("ClusterConfigurations")).hasSize(1);
        assertThat(answer.has("Unreadable")).isFalse();
    }
}
