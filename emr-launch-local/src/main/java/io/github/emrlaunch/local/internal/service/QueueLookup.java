package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** What services that send to queues or read from them see of the queues. */
@FunctionalInterface
public interface QueueLookup {
    /** How requests name the queue of this ARN; empty when there is no such queue. */
    Optional<String> queueUrl(String queueArn);
}
