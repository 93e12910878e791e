package io.github.emrlaunch.local;

/**
 * A line that a function wrote, or an event of an execution that its state machine logs.
 *
 * @param logGroup such as {@code /aws/lambda/loader}
 * @param message the line, or JSON in the shape of Step Functions' log events
 */
public record LogEvent(String logGroup, String message) {}
