package io.github.emrlaunch.local.internal.service;

/** A service that reads from queues by itself. */
@FunctionalInterface
public interface QueueListener {
    /** Tells that the queue has a message that can be received. */
    void messageArrived(String queueArn);
}
