package io.github.emrlaunch.local.spark.internal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The versions of Java and Python that jobs run with: those that a Spark supports by its documentation, and of Java no version before
 * 17, for which the file systems of this module are compiled.
 *
 * @param javas ascending; empty for a Spark that is too old
 * @param oldestPython the minor version of Python 3
 * @param newestPython the minor version of Python 3
 */
record SparkSupport(List<Integer> javas, int oldestPython, int newestPython) {
    // https://spark.apache.org/docs/3.5.6/ ("runs on Java 8/11/17, Scala 2.12/2.13, Python 3.8+"), the classifiers of
    // PySpark 3.5 at
    // PyPI (Python 3.8 to 3.11), https://spark.apache.org/docs/4.0.0/ ("runs on Java 17/21, Scala 2.13, Python 3.9+").
    static SparkSupport of(SparkVersion version) {
        if (version.major() >= 4) {
            return new SparkSupport(List.of(17, 21), version.minor() == 0 ? 9 : 10, 13);
        }
        if (version.major() == 3 && version.minor() >= 3) {
            return new SparkSupport(List.of(17), version.minor() >= 5 ? 8 : 7, 11);
        }
        return new SparkSupport(List.of(), 6, 10);
    }

    boolean supports(PythonInterpreter python) {
        return python.minor() >= oldestPython && python.minor() <= newestPython;
    }

    String javasText() {
        return javas.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    String pythonsText() {
        return "3." + oldestPython + " to 3." + newestPython;
    }
}
