package io.github.emrlaunch.core;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** The local pip, which some tests need. */
public final class TestPip {
    private TestPip() {}

    /** Skips a test where there is no {@code python3 -m pip}, unless the environment variable {@code CI} is set: then it fails. */
    public static void assumeItIsThere() throws InterruptedException {
        Assumptions.assumeTrue(System.getenv("CI") != null || isThere(), "there is no python3 -m pip");
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-m", "pip", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
