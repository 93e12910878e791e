package io.github.emrlaunch.local.internal.service;

import java.time.Instant;

/** A service that polls queues. */
@FunctionalInterface
public interface QueueListener {
    /** Notifies the service that a message can be received from this time on. */
    void messageArrived(String queueArn, Instant visible);
}
