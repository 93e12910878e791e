package io.github.emrlaunch.client;

/**
 * A launch that was started.
 *
 * @param executionArn the execution of the launch function's state machine
 */
public record Launch(String executionArn) {}
