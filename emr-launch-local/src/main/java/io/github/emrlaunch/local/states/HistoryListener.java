package io.github.emrlaunch.local.states;

/** Receives the events of one execution as they happen, in order of their ids. */
@FunctionalInterface
public interface HistoryListener {
    /** Called by the execution's threads, one call at a time. It must not wait for the execution or the clock. */
    void onEvent(HistoryEvent event);
}
