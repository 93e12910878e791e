package io.github.emrlaunch.examples.acceptance;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.examples.Example;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the kit knows about an example before the deployment. */
class SynthesizedTest {
    @Test
    void rejectsAnExampleOfSeveralApps(@TempDir Path folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Synthesized.of(Example.named("shared-definitions"), folder))
                .withMessageContaining("'shared-definitions' has several apps");
    }
}
