package io.github.emrlaunch.local.spark.internal;

import java.util.Objects;

/** The Spark that jobs run with on this machine, found as for users. */
public final class FoundSpark {
    private static final SparkDiscovery.Found FOUND =
            SparkDiscovery.ofHost(SparkSettings.standard()).find();

    private FoundSpark() {}

    /** The Spark, its JDK and its Python. */
    public static SparkInstallation get() {
        return Objects.requireNonNull(FOUND.spark(), FOUND.why());
    }
}
