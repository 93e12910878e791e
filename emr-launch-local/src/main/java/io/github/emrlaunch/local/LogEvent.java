package io.github.emrlaunch.local;

/**
 * A line that a function wrote, or an execution event that a state machine logged.
 *
 * @param logGroup such as {@code /aws/lambda/loader}
 * @param message the line, or a log event of Step Functions as JSON
 */
public record LogEvent(String logGroup, String message) {}
