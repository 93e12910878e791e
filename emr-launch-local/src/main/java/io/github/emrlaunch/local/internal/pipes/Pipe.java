package io.github.emrlaunch.local.internal.pipes;

/**
 * A pipe that hands the messages of a queue to a state machine and doesn't wait for what becomes of them.
 *
 * @param roleArn as whom it acts
 * @param source the queue's ARN
 * @param batchSize how many messages it hands over at most at a time
 * @param target the state machine's ARN
 */
public record Pipe(String name, String arn, String roleArn, String source, int batchSize, String target) {}
