package io.github.emrlaunch.local.internal.service;

import java.time.Instant;

/** A service that reads from queues by itself. */
@FunctionalInterface
public interface QueueListener {
    /** Tells that the queue has a message that can be received from this time on. */
    void messageArrived(String queueArn, Instant visible);
}
