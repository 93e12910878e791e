package io.github.emrlaunch.local.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to run the job of a step, or an attempt of a job run.
 *
 * @param id the id of the step or the job run
 * @param name the name in the request; empty without one
 * @param releaseLabel such as {@code emr-7.12.0}
 * @param classifications the properties of the configuration of the cluster or the job by classification, such as
 *     {@code spark-defaults}. A nested classification has the names of both, such as {@code spark-env/export}
 * @param environment the variables with which AWS SDKs find the local emulator and the credentials of the job's role:
 *     {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, {@code AWS_DEFAULT_REGION}, {@code AWS_ACCESS_KEY_ID},
 *     {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}
 * @param directory a folder for this job only; it exists and is empty
 * @param shared a folder that the jobs of one cluster share, for data with the lifetime of the cluster. For a job run, the
 *     folder is not shared. It exists
 * @param limit the maximum run time on AWS, such as the {@code executionTimeoutMinutes} of the job run; null when only the
 *     limit of the {@link Jobs} implementation applies
 */
public record Job(
        String id,
        String name,
        JobCommand command,
        String releaseLabel,
        Map<String, Map<String, String>> classifications,
        Map<String, String> environment,
        Path directory,
        Path shared,
        @Nullable Duration limit) {
    /** Copies the maps. */
    public Job {
        classifications = Map.copyOf(classifications);
        environment = Map.copyOf(environment);
    }
}
