package io.github.emrlaunch.local.internal.pipes;

/**
 * A pipe that starts a state machine with the messages of a queue and does not wait for the result.
 *
 * @param roleArn the role of the pipe
 * @param source the ARN of the queue
 * @param batchSize the maximum number of messages in a batch
 * @param target the ARN of the state machine
 */
public record Pipe(String name, String arn, String roleArn, String source, int batchSize, String target) {}
