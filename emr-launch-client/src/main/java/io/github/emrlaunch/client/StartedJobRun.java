package io.github.emrlaunch.client;

import org.jspecify.annotations.Nullable;

/**
 * A job run of EMR Serverless that an execution started.
 *
 * @param applicationId the application
 * @param id of the job run
 * @param driver the worker whose logs those of the job are: {@code SPARK_DRIVER} or {@code HIVE_DRIVER}
 * @param logUri where the request has its logs written to; null when it says nothing of S3: the logs are then where the application
 *     has them, or nowhere
 */
public record StartedJobRun(
        String applicationId,
        String id,
        String driver,
        @Nullable String logUri) {}
