package io.github.emrlaunch.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.PythonNotFoundException;

/** The Python of this machine, for the tests that run functions in Python. */
final class InstalledPython {
    private InstalledPython() {}

    /** Without a Python that runs functions and has boto3, the test is skipped; where the variable CI is set, it fails. */
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
