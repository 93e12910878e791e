package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineDefinitionTest {
    private static final DefinitionName NAME = DefinitionName.parse("analytics/nightly");
    private static final String MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:";

    private static PipelineStep step() {
        Map<String, OverrideRule> overrides = new LinkedHashMap<>();
        overrides.put(
                "2026-01-01",
                OverrideRule.of("2026-01-01").withDefault("2026-01-01").withPattern("\\d{4}-\\d{2}-\\d{2}"));
        overrides.put("--out=s3://out", OverrideRule.of("--out=s3://out").withDefault("--out=s3://out"));
        overrides.put("Mode", OverrideRule.of("Mode").withAllowedValues("-fast", "-slow"));
        return new PipelineStep(
                "Load v1.2",
                overrides,
                List.of("COMMAND_RUNNER", "SHELL", "FROM_THE_FUTURE"),
                List.of("--out="),
                Map.of("--out=s3://out", "--out="),
                Json.object().put("FromTheFuture", 1));
    }

    private static PipelineDefinition definition(PipelineCluster cluster) {
        return new PipelineDefinition(
                "nightly",
                "analytics",
                null,
                cluster,
                List.of(
                        new PipelinePhase("Prepare", true, List.of(step()), Json.object()),
                        new PipelinePhase("Decide", true, List.of(), Json.object()),
                        new PipelinePhase("Load", false, List.of(step().withoutOverrides()), Json.object()),
                        new PipelinePhase("Aggregate", false, null, Json.object())),
                null,
                "arn:aws:sns:eu-west-1:123456789012:failed",
                MACHINE + "pipeline_analytics_nightly",
                Json.object().put("FromTheFuture", true));
    }

    private static PipelineDefinition definition() {
        return definition(PipelineCluster.launchedBy(DefinitionName.parse("analytics/etl"), false));
    }

    @Test
    void isReadAsItWasWritten() {
        PipelineDefinition read =
                DefinitionType.PIPELINE.parse(NAME, definition().toJsonText(), "here");

        assertThat(read).isEqualTo(definition());
        assertThat(read.type().path(NAME)).isEqualTo("/emr_launch/pipelines/analytics/nightly");
        PipelineDefinition bare = new PipelineDefinition(
                "nightly",
                "analytics",
                "every night",
                PipelineCluster.running(null, "j-1", null),
                null,
                null,
                null,
                MACHINE,
                Json.object());
        assertThat(DefinitionType.PIPELINE.parse(NAME, bare.toJsonText(), "here"))
                .isEqualTo(bare);
    }

    @Test
    void isReadFromADefinitionDirectory(@TempDir Path folder) {
        DefinitionDirectory store = new DefinitionDirectory(folder);
        store.put(
                new StoredDocument<>(DefinitionType.PIPELINE, NAME, definition().toJsonText(), "here"));

        assertThat(store.get(DefinitionType.PIPELINE, NAME)).isEqualTo(definition());
        assertThat(store.list(DefinitionType.PIPELINE, "analytics")).containsExactly(NAME);
        assertThatThrownBy(() -> store.get(DefinitionType.PIPELINE, DefinitionName.of("none")))
                .isInstanceOf(PipelineNotFoundException.class)
                .hasMessageContaining("pipeline 'default/none' not found");
    }

    @Test
    void summaryDescribesClusterAndPhases() {
        DefinitionName etl = DefinitionName.parse("analytics/etl");
        assertThat(definition().summary()).isEqualTo(Json.parse("""
            {"Kind": "TRANSIENT", "Cluster": "of analytics/etl", "Phases": ["Prepare", "Decide", "Load", "Aggregate"], "Description": null}\
            """));
        assertThat(List.of(
                        PipelineCluster.running(etl, null, null),
                        PipelineCluster.running(etl, null, "lab"),
                        PipelineCluster.running(null, null, "lab"),
                        PipelineCluster.running(null, "j-1", null)))
                .extracting(
                        cluster -> definition(cluster).summary().path("Cluster").asText())
                .containsExactly("of analytics/etl", "lab of analytics/etl", "any named lab", "j-1");
    }

    @Test
    void rejectsInvalidAndMissingMembers() {
        ObjectNode json = definition().toJson();
        ((ObjectNode) json.at("/Phases/0/Steps/0/AllowedOverrides/2026-01-01")).put("Minimum", "one");

        assertThatThrownBy(() -> DefinitionType.PIPELINE.parse(NAME, json.toString(), "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("AllowedOverrides.2026-01-01.Minimum' must be a number, got string");
        json.remove("Cluster");
        assertThatThrownBy(() -> DefinitionType.PIPELINE.parse(NAME, json.toString(), "here"))
                .hasMessageContaining("'Cluster' is missing");
    }

    /** Otherwise the writer of a parameter could choose what others start. */
    @ParameterizedTest
    @ValueSource(strings = {"analytics_nightly", "nightly", "serverless_analytics_nightly", "pipeline_default_nightly"})
    void rejectsAStateMachineThatIsNotItsOwn(String machine) {
        assertThat(definition().ownStateMachine("123456789012", "eu-west-1"))
                .isEqualTo(MACHINE + "pipeline_analytics_nightly");
        ObjectNode json = definition().toJson().put("StateMachine", MACHINE + machine);
        PipelineDefinition tampered = DefinitionType.PIPELINE.parse(NAME, json.toString(), "here");

        assertThatThrownBy(() -> tampered.ownStateMachine(null, null))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith(
                        "The stored pipeline 'analytics/nightly' names the state machine %s. Its own is"
                                + " 'pipeline_analytics_nightly',",
                        MACHINE + machine);
        assertThatThrownBy(() -> definition().ownStateMachine("210987654321", null))
                .isInstanceOf(InvalidDefinitionException.class);
        assertThatThrownBy(() -> definition().ownStateMachine(null, "us-east-1"))
                .isInstanceOf(InvalidDefinitionException.class);
    }

    /**
     * The state machines of these have names like those of pipelines and job functions: permissions to start one would apply to the other.
     */
    @ParameterizedTest
    @CsvSource({
        "pipeline, pipeline",
        "pipeline_a, pipeline",
        "serverless, serverless job function",
        "serverless_a, serverless job function"
    })
    void rejectsLaunchFunctionsInNamespacesOfPipelinesAndJobFunctions(String namespace, String kind) {
        ObjectNode json = Json.object()
                .put("LaunchFunctionName", "nightly")
                .put("Namespace", namespace)
                .put("EMRProfile", "default/etl")
                .put("ClusterConfiguration", "default/small")
                .put("StateMachine", MACHINE + namespace + "_nightly");
        EmrLaunchFunctionDefinition stored = DefinitionType.EMR_LAUNCH_FUNCTION.parse(
                new DefinitionName(namespace, "nightly"), json.toString(), "here");

        assertThatThrownBy(() -> stored.ownStateMachine(null, null))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(
                        "The state machine of launch function '%1$s/nightly' is named '%1$s_nightly', which may also be the name of the state machine of a %2$s"
                                + ". Choose another namespace, and deploy it again",
                        namespace, kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "2026-01-01 | 2026-01-02 | -",
                "2026-01-01 | monday | must be a string, matching \\d{4}-\\d{2}-\\d{2}, got: \"monday\"",
                "2026-01-01 | -x | must not begin with -, unless it is a number: it would be an option",
                "2026-01-01 | --out=x | must not begin with -, unless it is a number: it would be an option",
                "2026-01-01 | '' | must not be empty: command-runner.jar leaves out empty arguments",
                "2026-01-01 | a`b` | must not have backticks, backslashes, control characters, {{ or }}: YARN would"
                        + " hand it to a shell",
                "--out=s3://out | --out=s3://in | -",
                "--out=s3://out | s3://in | 'must begin with --out=, since only the value behind it can be overridden'",
                "Mode | -fast | -",
                "Mode | -x | 'must be one of -fast, -slow, got: \"-x\"'"
            })
    void reportsInvalidValuesOfOverrides(String override, String value, String violation) {
        assertThat(step().violation(override, TextNode.valueOf(value)).orElse(null))
                .isEqualTo(violation);
    }

    @Test
    void reportsAnOverrideThatIsNotText() {
        assertThat(step().violation("Mode", IntNode.valueOf(1)))
                .hasValueSatisfying(wrong -> assertThat(wrong).endsWith("got: 1"));
    }

    @Test
    void buildsTheInputOfARun() {
        PipelineRunInput input = PipelineRunInput.builder()
                .argument("Load v1.2", "2026-01-01", "2026-01-02")
                .argument("Load v1.2", "Mode", "-fast")
                .fromPhase("Load")
                .launch(LaunchInput.builder()
                        .override("CoreInstanceCount", 4)
                        .tag("team", "etl")
                        .build())
                .member("tables", Json.of(List.of("a")))
                .build();

        // A Java number becomes a JSON number as text.
        assertThat(Json.parse(input.toString())).isEqualTo(Json.parse("""
            {"StepArgumentOverrides": {"Load v1.2": {"2026-01-01": "2026-01-02", "Mode": "-fast"}}, "FromPhase": "Load",
             "ClusterConfigurationOverrides": {"CoreInstanceCount": 4}, "Tags": [{"Key": "team", "Value": "etl"}], "tables": ["a"]}\
            """));
        assertThat(PipelineRunInput.of(input.toJson())).isEqualTo(input).hasSameHashCodeAs(input);
        assertThat(PipelineRunInput.EMPTY).hasToString("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "pipeline_analytics_nightly,,            analytics/nightly",
        "pipeline_data_lake_nightly,,            data/lake_nightly",
        "pipeline_data_lake_nightly, data_lake,  data_lake/nightly",
        "pipeline_data_lake_nightly, lake,",
        "pipeline_nightly,,",
        "pipeline_analytics_,,",
        "pipeline__nightly,,",
        "pipeline_a.b_nightly,,",
        "analytics_nightly,,",
        "analytics_nightly, analytics,",
    })
    void nameIsDerivedFromTheNameOfTheStateMachine(String machine, @Nullable String namespace, @Nullable String name) {
        assertThat(PipelineDefinition.nameOf(machine, namespace).map(DefinitionName::toString))
                .isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void rejectsAnInvalidOverrideRuleWithItsPath() {
        String json = Json.write(definition().toJson()).replace("\"Pattern\":\"", "\"Minimum\":\"");

        assertThatThrownBy(() -> DefinitionType.PIPELINE.parse(NAME, json, "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'Phases.0.Steps.0.AllowedOverrides.2026-01-01.Minimum' must be a number");
    }
}
