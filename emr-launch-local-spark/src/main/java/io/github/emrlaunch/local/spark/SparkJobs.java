package io.github.emrlaunch.local.spark;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.local.spark.internal.JobRunner;
import io.github.emrlaunch.local.spark.internal.SparkSettings;
import io.github.emrlaunch.local.spark.internal.command.Commands;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Jobs that run with the Spark of this machine. Each job has a JVM of its own, which is driver and executor. Where there is no
 * Spark, jobs are simulated.
 */
public final class SparkJobs implements Jobs {
    private final SparkSettings settings;
    private final JobRunner runner;

    private SparkJobs(SparkSettings settings) {
        this.settings = settings;
        runner = new JobRunner(settings, new Commands()::run);
    }

    /**
     * Runs jobs with the Spark that is installed: that of {@code SPARK_HOME}, or the PySpark of the Python that
     * {@code PYSPARK_PYTHON}, {@code PYSPARK_DRIVER_PYTHON}, {@code VIRTUAL_ENV} or the {@code PATH} names. It is looked for
     * when the first job runs.
     */
    public static SparkJobs installed() {
        return new SparkJobs(SparkSettings.standard());
    }

    /** Uses the Spark of a folder. Default: the one that is found. */
    public SparkJobs withSparkHome(Path sparkHome) {
        return new SparkJobs(settings.withSparkHome(sparkHome));
    }

    /** Uses a Python, such as {@code venv/bin/python}. Default: the one that is found. */
    public SparkJobs withPython(Path python) {
        return new SparkJobs(settings.withPython(python));
    }

    /** Uses a JDK. Default: one that Spark supports, this JVM's own before others. */
    public SparkJobs withJavaHome(Path javaHome) {
        return new SparkJobs(settings.withJavaHome(javaHome));
    }

    /**
     * The longest that a job runs, in real time. A job that reaches it fails. Default: 10 minutes.
     *
     * @throws IllegalArgumentException when it is not longer than zero
     */
    public SparkJobs withTimeLimit(Duration timeLimit) {
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("'timeLimit' must be longer than zero, got: " + timeLimit);
        }
        return new SparkJobs(settings.withTimeLimit(timeLimit));
    }

    /**
     * The number of jobs that run at a time. Default: the processors of this machine.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public SparkJobs withJobsAtOnce(int jobsAtOnce) {
        if (jobsAtOnce < 1) {
            throw new IllegalArgumentException("'jobsAtOnce' must be 1 or more, got: " + jobsAtOnce);
        }
        return new SparkJobs(settings.withJobsAtOnce(jobsAtOnce));
    }

    /**
     * The heap of a job's JVM, in megabytes. Default: 1024.
     *
     * @throws IllegalArgumentException when it is less than 512, with which Spark does not start
     */
    public SparkJobs withDriverMemory(int megabytes) {
        if (megabytes < 512) {
            throw new IllegalArgumentException(
                    "'megabytes' must be 512 or more, with less Spark does not start, got: " + megabytes);
        }
        return new SparkJobs(settings.withDriverMemory(megabytes));
    }

    /**
     * Whether steps may run scripts of a shell or of Python, and the AWS CLI, on this machine: they may do all that its user may. Default:
     * true.
     */
    public SparkJobs withScripts(boolean scripts) {
        return new SparkJobs(settings.withScripts(scripts));
    }

    /**
     * The largest size of a job's own folder, in megabytes: its working folder, temporary files and output. A job that exceeds it is ended
     * and fails. Buckets and HDFS are not in it. Default: 10240.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public SparkJobs withDiskLimit(int megabytes) {
        if (megabytes < 1) {
            throw new IllegalArgumentException("'megabytes' must be 1 or more, got: " + megabytes);
        }
        return new SparkJobs(settings.withDiskLimit(megabytes));
    }

    /**
     * Makes the JVMs of jobs start faster by class data sharing: they map Spark's classes from an archive in a folder. Default: no archive.
     *
     * <p>The first job makes the archive before it starts, which takes the processor time of three to four jobs and 150 MB. This time
     * counts neither for the job's limit nor for its duration. Jobs that start meanwhile do not wait and run without it. The archive serves
     * all later jobs of this Spark and JDK, also those of other emulators with the same folder. It takes a Python that Spark
     * supports. A job runs without the archive where there is none, and its log {@code controller} says why.
     *
     * @param folder for archives, in which nobody else may write: jobs run the classes that are in them
     */
    public SparkJobs withClassArchive(Path folder) {
        return new SparkJobs(settings.withClassArchive(folder));
    }

    /** True when jobs run, false when they are simulated. */
    public boolean isInstalled() {
        return runner.isInstalled();
    }

    @Override
    public JobResult run(Job job) throws InterruptedException {
        return runner.run(job);
    }

    @Override
    public String description() {
        return runner.description();
    }
}
