package io.github.emrlaunch.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.PythonNotFoundException;

/** The local Python, for tests that run functions in Python. */
final class InstalledPython {
    private InstalledPython() {}

    /**
     * Skips the test without a Python that can run functions and has boto3; if the variable CI is set, the test fails instead.
     */
    static void require() {
        String missing = missing();
        if (System.getenv("CI") == null) {
            assumeTrue(missing.isEmpty(), missing);
        } else if (!missing.isEmpty()) {
            throw new AssertionError(missing);
        }
    }

    private static String missing() {
        try {
            PythonFunctions.Python python = PythonFunctions.installed().python();
            return python.hasBoto3()
                    ? ""
                    : "Functions of examples need boto3, which is missing in " + python.executable();
        } catch (PythonNotFoundException e) {
            return "Functions in Python do not run: " + e.getMessage();
        }
    }
}
