package io.github.emrlaunch.examples.acceptance;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.examples.Example;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit can say of an example before it deploys it. */
class SynthesizedTest {
    @Test
    void refusesAnExampleOfSeveralApps(@TempDir Path folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Synthesized.of(Example.named("shared-definitions"), folder))
                .withMessageContaining("'shared-definitions' has several apps");
    }
}
