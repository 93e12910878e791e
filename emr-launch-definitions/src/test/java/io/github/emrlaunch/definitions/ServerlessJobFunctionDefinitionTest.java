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
        Map<String, JobRunOverride> overrides = new LinkedHashMap<>();
        overrides.put("Executors", JobRunOverride.integer("Executors", 2, 1, 10));
        overrides.put("Memory", JobRunOverride.oneOf("Memory", "4g", "8g"));
        overrides.put("Input", JobRunOverride.matching("Input", "s3://data/in/a.csv", "s3://data/in/*"));
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
    void isFoundInAFolder(@TempDir Path folder) {
        DefinitionDirectory store = new DefinitionDirectory(folder);
        store.put(new StoredDocument<>(
                DefinitionType.SERVERLESS_JOB_FUNCTION, NAME, definition().toJsonText(), "here"));

        assertThat(store.get(DefinitionType.SERVERLESS_JOB_FUNCTION, NAME)).isEqualTo(definition());
        assertThatThrownBy(() -> store.get(DefinitionType.SERVERLESS_JOB_FUNCTION, DefinitionName.of("none")))
                .isInstanceOf(ServerlessJobFunctionNotFoundException.class)
                .hasMessageContaining("serverless job function 'default/none' not found");
    }

    @Test
    void saysWhichMemberIsWrong() {
        ObjectNode json = definition().toJson();
        ((ObjectNode) json.at("/AllowedOverrides/Executors")).put("Minimum", "one");

        assertThatThrownBy(() -> DefinitionType.SERVERLESS_JOB_FUNCTION.parse(NAME, json.toString(), "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'AllowedOverrides.Executors.Minimum' must be a number, got string");
    }

    @Test
    void overridesSayWhatTheyAllow() {
        assertThat(definition().allowedOverrides().values())
                .extracting(JobRunOverride::rule)
                .containsExactly(
                        "an integer, 1 to 10", "one of 4g, 8g", "a text that matches s3://data/in/*, without .. in it");
        assertThatThrownBy(() -> JobRunOverride.integer("Executors", 11, 1, 10))
                .hasMessage("Override 'Executors': the default must be 1 to 10, got: 11");
        assertThatThrownBy(() -> JobRunOverride.oneOf("a b", "x"))
                .hasMessageContaining("must be a letter, then letters, digits and _")
                .hasMessageEndingWith("got: a b");
        assertThatThrownBy(() -> JobRunOverride.matching("Input", "a", ""))
                .hasMessage("Override 'Input': the pattern must not be empty");
    }
}
