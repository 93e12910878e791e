package io.github.emrlaunch.client;

import java.time.Duration;

/**
 * A retry of a call to AWS.
 *
 * @param failure the failure: throttling, a service error or a network error
 * @param delay the delay before the retry
 */
public record Retry(Throwable failure, Duration delay) {}
