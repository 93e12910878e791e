package io.github.emrlaunch.states;

/** Receives the events of one execution when they occur, in the order of their ids. */
@FunctionalInterface
public interface HistoryListener {
    /**
     * Handles an event. The threads of the execution call it, and a thread that stops the execution; calls do not overlap. It must return
     * quickly: it must not wait for the execution or the clock, or take a lock that a thread holds while it stops the execution.
     */
    void onEvent(HistoryEvent event);
}
