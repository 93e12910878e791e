package io.github.emrlaunch.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The Python that functions run with in tests. */
public final class PythonForTests {
    private PythonForTests() {}

    /** The Python that has awslambdaric. Without one the test is skipped; where the variable CI is set, it fails. */
    public static PythonFunctions.Python assumeInstalled() {
        return assumeThere(PythonFunctions.installed());
    }

    /** The Python of a setting. Without one the test is skipped; where the variable CI is set, it fails. */
    static PythonFunctions.Python assumeThere(PythonFunctions functions) {
        try {
            return functions.python();
        } catch (PythonNotFoundException e) {
            assumeTrue(System.getenv("CI") != null, e.getMessage());
            throw e;
        }
    }
}
