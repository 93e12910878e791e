package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerlessJobFunctionDefinitionTest {
    private static final DefinitionName NAME = DefinitionName.parse("analytics/aggregate");

    private static ServerlessJobFunctionDefinition definition() {
        Map<String, OverrideRule> overrides = new LinkedHashMap<>();
        overrides.put(
                "Executors",
                OverrideRule.of("Executors").withDefault(2).withMinimum(1).withMaximum(10));
        overrides.put("Memory", OverrideRule.of("Memory").withDefault("4g").withAllowedValues("4g", "8g"));
        overrides.put(
                "Input",
                OverrideRule.of("Input").withDefault("s3://data/in/a.csv").withPrefix("s3://data/in/"));
        return new ServerlessJobFunctionDefinition(
                "aggregate",
                "analytics",
                null,
                "00f1",
                "arn:aws:iam::123456789012:role/job",
                "s3://code/job.jar",
                overrides,
                null,
                "arn:aws:sns:eu-west-1:123456789012:failed",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
                Json.object().put("FromTheFuture", true));
    }

    @Test
    void isReadAsItWasWritten() {
        ServerlessJobFunctionDefinition read =
                DefinitionType.SERVERLESS_JOB_FUNCTION.parse(NAME, definition().toJsonText(), "here");

        assertThat(read).isEqualTo(definition());
        assertThat(read.type().path(NAME)).isEqualTo("/emr_launch/serverless_job_functions/analytics/aggregate");
    }

    @Test
    void isReadFromADefinitionDirectory(@TempDir Path folder) {
        DefinitionDirectory store = new DefinitionDirectory(folder);
        store.put(new StoredDocument<>(
                DefinitionType.SERVERLESS_JOB_FUNCTION, NAME, definition().toJsonText(), "here"));

        assertThat(store.get(DefinitionType.SERVERLESS_JOB_FUNCTION, NAME)).isEqualTo(definition());
        assertThatThrownBy(() -> store.get(DefinitionType.SERVERLESS_JOB_FUNCTION, DefinitionName.of("none")))
                .isInstanceOf(ServerlessJobFunctionNotFoundException.class)
                .hasMessageContaining("serverless job function 'default/none' not found");
    }

    @Test
    void rejectsAnInvalidMemberWithItsPath() {
        ObjectNode json = definition().toJson();
        ((ObjectNode) json.at("/AllowedOverrides/Executors")).put("Minimum", "one");

        assertThatThrownBy(() -> DefinitionType.SERVERLESS_JOB_FUNCTION.parse(NAME, json.toString(), "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'AllowedOverrides.Executors.Minimum' must be a number, got string");
    }
}
