package io.github.emrlaunch.local.internal.service;

/** The state of a service at a point in time. It can be restored any number of times. */
@FunctionalInterface
public interface Checkpoint {
    /** Stops work that started after the checkpoint and does not end on its own. {@link LocalService#quiesce()} was called before. */
    default void endWork() {}

    /** Restores the state and lets the service work again. No work is running when this is called. */
    void restore();
}
