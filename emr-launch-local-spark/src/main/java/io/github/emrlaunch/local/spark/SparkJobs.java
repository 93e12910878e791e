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
 * Jobs that run with the Spark of this machine. Each job has its own JVM, which is driver and executor. Without Spark, jobs are
 * simulated.
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
     * {@code PYSPARK_PYTHON}, {@code PYSPARK_DRIVER_PYTHON}, {@code VIRTUAL_ENV} or the {@code PATH} names. The first job
     * triggers the search.
     */
    public static SparkJobs installed() {
        return new SparkJobs(SparkSettings.standard());
    }

    /** Uses the Spark in a folder. Default: the Spark that is found. */
    public SparkJobs withSparkHome(Path sparkHome) {
        return new SparkJobs(settings.withSparkHome(sparkHome));
    }

    /** Uses a Python, such as {@code venv/bin/python}. Default: the Python that is found. */
    public SparkJobs withPython(Path python) {
        return new SparkJobs(settings.withPython(python));
    }

    /** Uses a JDK. Default: a JDK that Spark supports, preferably that of this JVM. */
    public SparkJobs withJavaHome(Path javaHome) {
        return new SparkJobs(settings.withJavaHome(javaHome));
    }

    /**
     * The time limit of a job, in real time. A job that reaches it fails. Default: 10 minutes.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SparkJobs withTimeLimit(Duration timeLimit) {
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("'timeLimit' must be longer than zero, got: " + timeLimit);
        }
        return new SparkJobs(settings.withTimeLimit(timeLimit));
    }

    /**
     * The maximum number of concurrent jobs. Default: the number of processors of this machine.
     *
     * @throws IllegalArgumentException if it is less than 1
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
     * @throws IllegalArgumentException if it is less than 512: Spark does not start with less
     */
    public SparkJobs withDriverMemory(int megabytes) {
        if (megabytes < 512) {
            throw new IllegalArgumentException(
                    "'megabytes' must be 512 or more, with less Spark does not start, got: " + megabytes);
        }
        return new SparkJobs(settings.withDriverMemory(megabytes));
    }

    /**
     * Whether steps may run shell scripts, Python scripts and the AWS CLI on this machine, with all permissions of its user. Default:
     * true.
     */
    public SparkJobs withScripts(boolean scripts) {
        return new SparkJobs(settings.withScripts(scripts));
    }

    /**
     * The maximum size of a job's folder, in megabytes: its working folder, temporary files and output. A job that exceeds it is stopped
     * and fails. Buckets and HDFS do not count. Default: 10240.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public SparkJobs withDiskLimit(int megabytes) {
        if (megabytes < 1) {
            throw new IllegalArgumentException("'megabytes' must be 1 or more, got: " + megabytes);
        }
        return new SparkJobs(settings.withDiskLimit(megabytes));
    }

    /**
     * Makes the JVMs of jobs start faster by class data sharing: they map Spark's classes from an archive in a folder. Default: none.
     *
     * <p>The first job makes the archive before it starts, which takes the processor time of three to four jobs and 150 MB. This time
     * counts neither toward the job's limit nor toward its duration. Jobs that start in the meantime run without it. The archive serves
     * all later jobs with this Spark and JDK, also those of other emulators with the same folder. It needs a Python that Spark
     * supports. If there is no archive, a job runs without it, and its log {@code controller} has the reason.
     *
     * @param folder the folder of archives, to which no other user may have write access: jobs run the classes in them
     */
    public SparkJobs withClassArchive(Path folder) {
        return new SparkJobs(settings.withClassArchive(folder));
    }

    /** Whether jobs run. Otherwise they are simulated. */
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
