package io.github.emrlaunch.client;

import org.jspecify.annotations.Nullable;

/**
 * A job run of EMR Serverless that an execution started.
 *
 * @param applicationId the application
 * @param id the id of the job run
 * @param driver the worker that writes the logs of the job: {@code SPARK_DRIVER} or {@code HIVE_DRIVER}
 * @param logUri the log location in the request; null if it has none in S3. The logs are then in the location of the application, if it
 *     has one
 */
public record StartedJobRun(
        String applicationId,
        String id,
        String driver,
        @Nullable String logUri) {}
