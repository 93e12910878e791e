package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CleanUpSettingsTest {
    /** The variables of an environment have 4 KB in total. */
    @Test
    void persistentPipelinesAreStoredInAShortVariableAndReadAgain() {
        String variable = String.join(
                ",",
                CleanUpSettings.persistentPipeline(DefinitionName.of("nightly"), true),
                CleanUpSettings.persistentPipeline(DefinitionName.of("hourly_waiting"), false),
                CleanUpSettings.persistentPipeline(DefinitionName.parse("data_lake/nightly"), false));

        assertThat(variable).isEqualTo("nightly,hourly_waiting:waiting,data_lake/nightly:waiting");
        assertThat(CleanUpSettings.read(Map.of(CleanUpSettings.PERSISTENT_PIPELINES_VARIABLE, variable))
                        .persistentPipelines())
                .isEqualTo(Map.of(
                        "pipeline_default_nightly",
                        true,
                        "pipeline_default_hourly_waiting",
                        false,
                        "pipeline_data_lake_nightly",
                        false));
    }
}
