package io.github.emrlaunch.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the list of a launch function's launches.
 *
 * @param launch the launch
 * @param status the status of Step Functions, such as {@code RUNNING}
 * @param started the start time
 * @param ended the end time; null while it runs
 */
public record LaunchSummary(
        Launch launch,
        String status,
        Instant started,
        @Nullable Instant ended) {}
