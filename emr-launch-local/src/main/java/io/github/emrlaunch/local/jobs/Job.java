package io.github.emrlaunch.local.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to run a step, or an attempt of a job run.
 *
 * @param id of the step or the job run
 * @param name as people gave it; empty without one
 * @param releaseLabel such as {@code emr-7.12.0}
 * @param classifications the properties of the cluster's or the job's configuration by classification, such as
 *     {@code spark-defaults}; one within another is named after both, such as {@code spark-env/export}
 * @param environment the variables by which AWS SDKs find the local emulator and the credentials of the job's role:
 *     {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, {@code AWS_DEFAULT_REGION}, {@code AWS_ACCESS_KEY_ID},
 *     {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}
 * @param directory a folder of this job alone; it exists and is empty
 * @param shared a folder that the jobs of one cluster share, for what lives as long as the cluster; for a job run, one of its
 *     own. It exists
 * @param limit the longest that it may run on AWS, such as the {@code executionTimeoutMinutes} of its job run; null where only the
 *     limit of the {@link Jobs} themselves counts
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
    /** Keeps the maps as they are. */
    public Job {
        classifications = Map.copyOf(classifications);
        environment = Map.copyOf(environment);
    }
}
