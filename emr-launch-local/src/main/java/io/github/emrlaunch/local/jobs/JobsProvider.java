package io.github.emrlaunch.local.jobs;

/**
 * Creates the {@link Jobs} for the software that is installed on this machine. {@link java.util.ServiceLoader} finds the provider for
 * {@code serve --jobs}: the class is public, has a public constructor without parameters, and is named in a file
 * {@code META-INF/services/io.github.emrlaunch.local.jobs.JobsProvider}.
 */
@FunctionalInterface
public interface JobsProvider {
    /** Returns the jobs of this machine. If no software is installed, all jobs are simulated, and the description has the reason. */
    Jobs installed();

    /**
     * Returns the jobs of this machine, of which a limited number runs at the same time. The others wait.
     *
     * @throws IllegalArgumentException if the number of these jobs can't be limited, which is the default
     */
    default Jobs installed(int jobsAtOnce) {
        throw new IllegalArgumentException("The number of jobs of " + getClass().getName() + " can't be limited");
    }
}
