package io.github.emrlaunch.local.spark.internal;

import io.github.emrlaunch.local.spark.internal.PythonInterpreter.UserPackages;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Spark that can run jobs.
 *
 * @param home its {@code SPARK_HOME}, which has a folder {@code jars}
 * @param javaHome a JDK or JRE that this Spark supports
 * @param python null where no Python was found; then only jobs in Java, Scala and SQL run
 * @param user the packages of that Python which {@code pip install --user} installed, null without them
 * @param notes what differs from EMR by what is installed
 */
public record SparkInstallation(
        Path home,
        SparkVersion version,
        Path javaHome,
        int javaVersion,
        @Nullable Path python,
        @Nullable UserPackages user,
        List<String> notes) {
    /** Keeps the notes as they are. */
    public SparkInstallation {
        notes = List.copyOf(notes);
    }

    /** The launcher of the JVM. */
    public Path java() {
        return javaHome.resolve("bin").resolve("java");
    }

    /** The jars of Spark and Hadoop. */
    public Path jars() {
        return home.resolve("jars");
    }
}
