package io.github.emrlaunch.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The Python for functions in tests. */
public final class PythonForTests {
    private PythonForTests() {}

    /** Returns the Python with awslambdaric. Without one, the test is skipped; when the variable CI is set, it fails. */
    public static PythonFunctions.Python assumeInstalled() {
        return assumeThere(PythonFunctions.installed());
    }

    /** Returns the Python of a setting. Without one, the test is skipped; when the variable CI is set, it fails. */
    static PythonFunctions.Python assumeThere(PythonFunctions functions) {
        try {
            return functions.python();
        } catch (PythonNotFoundException e) {
            assumeTrue(System.getenv("CI") != null, e.getMessage());
            throw e;
        }
    }
}
