package io.github.emrlaunch.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of a launch function's launches.
 *
 * @param launch the launch
 * @param status in Step Functions' words, such as {@code RUNNING}
 * @param started when it began
 * @param ended when it ended; null while it goes on
 */
public record LaunchSummary(
        Launch launch,
        String status,
        Instant started,
        @Nullable Instant ended) {}
