package io.github.emrlaunch.local.spark.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings for all jobs. Immutable: each {@code with…} method returns a copy. */
public final class SparkSettings {
    private @Nullable Path sparkHome;
    private @Nullable Path python;
    private @Nullable Path javaHome;
    private Duration timeLimit = Duration.ofMinutes(10);
    private int jobsAtOnce = Runtime.getRuntime().availableProcessors();
    private int driverMemory = 1024;
    private boolean scripts = true;
    private int diskLimit = 10 * 1024;
    private @Nullable Path classArchive;

    private SparkSettings() {}

    private SparkSettings(SparkSettings other) {
        sparkHome = other.sparkHome;
        python = other.python;
        javaHome = other.javaHome;
        timeLimit = other.timeLimit;
        jobsAtOnce = other.jobsAtOnce;
        driverMemory = other.driverMemory;
        scripts = other.scripts;
        diskLimit = other.diskLimit;
        classArchive = other.classArchive;
    }

    /** The default settings. */
    public static SparkSettings standard() {
        return new SparkSettings();
    }

    /** The folder of Spark; null to search for it. */
    public @Nullable Path sparkHome() {
        return sparkHome;
    }

    /** The Python of jobs; null to search for it. */
    public @Nullable Path python() {
        return python;
    }

    /** The JDK of jobs; null to search for it. */
    public @Nullable Path javaHome() {
        return javaHome;
    }

    /** The time limit of a job, in real time. */
    public Duration timeLimit() {
        return timeLimit;
    }

    /** The maximum number of concurrent jobs. */
    public int jobsAtOnce() {
        return jobsAtOnce;
    }

    /** The heap of a job's JVM, in megabytes. */
    public int driverMemory() {
        return driverMemory;
    }

    /** Whether scripts run, with all permissions of the emulator's user. */
    public boolean scripts() {
        return scripts;
    }

    /** The maximum size of a job's folder, in megabytes. */
    public int diskLimit() {
        return diskLimit;
    }

    /** The folder of archives of Spark's classes; null for none. */
    public @Nullable Path classArchive() {
        return classArchive;
    }

    /** These settings with another {@code sparkHome}. */
    public SparkSettings withSparkHome(Path value) {
        SparkSettings copy = new SparkSettings(this);
        copy.sparkHome = value;
        return copy;
    }

    /** These settings with another {@code python}. */
    public SparkSettings withPython(Path value) {
        SparkSettings copy = new SparkSettings(this);
        copy.python = value;
        return copy;
    }

    /** These settings with another {@code javaHome}. */
    public SparkSettings withJavaHome(Path value) {
        SparkSettings copy = new SparkSettings(this);
        copy.javaHome = value;
        return copy;
    }

    /** These settings with another {@code timeLimit}. */
    public SparkSettings withTimeLimit(Duration value) {
        SparkSettings copy = new SparkSettings(this);
        copy.timeLimit = value;
        return copy;
    }

    /** These settings with another {@code jobsAtOnce}. */
    public SparkSettings withJobsAtOnce(int value) {
        SparkSettings copy = new SparkSettings(this);
        copy.jobsAtOnce = value;
        return copy;
    }

    /** These settings with another {@code driverMemory}. */
    public SparkSettings withDriverMemory(int value) {
        SparkSettings copy = new SparkSettings(this);
        copy.driverMemory = value;
        return copy;
    }

    /** These settings with another {@code scripts}. */
    public SparkSettings withScripts(boolean value) {
        SparkSettings copy = new SparkSettings(this);
        copy.scripts = value;
        return copy;
    }

    /** These settings with another {@code diskLimit}. */
    public SparkSettings withDiskLimit(int value) {
        SparkSettings copy = new SparkSettings(this);
        copy.diskLimit = value;
        return copy;
    }

    /** These settings with another {@code classArchive}. */
    public SparkSettings withClassArchive(Path value) {
        SparkSettings copy = new SparkSettings(this);
        copy.classArchive = value;
        return copy;
    }
}
