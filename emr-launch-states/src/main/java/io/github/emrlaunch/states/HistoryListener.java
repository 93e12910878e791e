package io.github.emrlaunch.states;

/** Receives the events of one execution as they happen, in order of their ids. */
@FunctionalInterface
public interface HistoryListener {
    /**
     * Called by the execution's threads, and by the one that stops it, one call at a time. It must be quick: it must not
     * wait for the execution or the clock, nor take a lock under which somebody stops the execution.
     */
    void onEvent(HistoryEvent event);
}
