package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class StoredSizeTest {
    @Test
    void namesTheLargestPartsOfADefinitionThatIsTooLarge() {
        ObjectNode definition = Json.object().put("Description", "d".repeat(100));
        ObjectNode configuration = definition.putObject("ClusterConfiguration");
        configuration.put("BootstrapActions", "b".repeat(3000));
        configuration.put("Configurations", "c".repeat(5500));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredSize.requireFits("/emr_launch/cluster_configurations/default/big", definition))
                .withMessage("'/emr_launch/cluster_configurations/default/big' would have 8685 bytes, "
                        + "a parameter in Parameter Store holds at most 8192. Largest parts: "
                        + "ClusterConfiguration.Configurations (5502), ClusterConfiguration.BootstrapActions (3002), "
                        + "Description (102)");
    }

    @Test
    void countsBytesNotCharacters() {
        // {"a":"…"} is 8 bytes around the text.
        assertThatCode(() -> StoredSize.requireFits("p", Json.object().put("a", "ä".repeat(4092))))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredSize.requireFits("p", Json.object().put("a", "ä".repeat(4093))));
    }
}
