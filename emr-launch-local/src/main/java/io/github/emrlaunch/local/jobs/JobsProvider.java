package io.github.emrlaunch.local.jobs;

/**
 * Finds what is installed on this machine to run jobs with. {@link java.util.ServiceLoader} finds the provider for
 * {@code serve --jobs}: the class is public, has a public constructor without parameters, and is named in a file
 * {@code META-INF/services/io.github.emrlaunch.local.jobs.JobsProvider}.
 */
@FunctionalInterface
public interface JobsProvider {
    /** Returns what runs jobs on this machine. If nothing is installed, it simulates all jobs and says why. */
    Jobs installed();
}
