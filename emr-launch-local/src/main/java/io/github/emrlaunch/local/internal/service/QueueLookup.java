package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** Finds queues for services that send to queues or read from them. */
@FunctionalInterface
public interface QueueLookup {
    /** Returns the URL of the queue with this ARN; empty when the queue does not exist. */
    Optional<String> queueUrl(String queueArn);
}
