package io.github.emrlaunch.client;

import java.time.Duration;

/**
 * A call to AWS failed and is made again.
 *
 * @param failure why it failed: throttling, a fault of the service or of the network
 * @param delay how long the client waits before
 */
public record Retry(Throwable failure, Duration delay) {}
