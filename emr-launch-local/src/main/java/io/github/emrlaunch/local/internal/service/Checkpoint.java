package io.github.emrlaunch.local.internal.service;

/** The state of a service at one moment. It can be restored any number of times. */
@FunctionalInterface
public interface Checkpoint {
    /** Ends the work that was begun since and does not end by itself. The service was told to quiesce before. */
    default void endWork() {}

    /** Makes the service as it was, and lets it work again. Nothing goes on when this is called. */
    void restore();
}
