package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.HistoryListener;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.Limits;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.time.VirtualClock;
import org.jspecify.annotations.Nullable;

/** Numbers the events of one execution, from its start or a redrive to its end, and passes them on. */
final class History {
    private final VirtualClock clock;
    private final HistoryListener listener;
    private long lastId;
    private boolean ended;

    History(VirtualClock clock, HistoryListener listener) {
        this(clock, listener, 0);
    }

    private History(VirtualClock clock, HistoryListener listener, long lastId) {
        this.clock = clock;
        this.listener = listener;
        this.lastId = lastId;
    }

    /**
     * Adds an event; once the execution has ended, what its threads still do leaves no trace.
     *
     * @return the event's id
     * @throws StatesError when the only event that is left is the one that ends the execution
     */
    synchronized long add(long previousId, String type, @Nullable String detailsName, ObjectNode details)
            throws StatesError {
        if (ended) {
            return lastId;
        }
        if (isFull()) {
            throw new StatesError(
                    ErrorNames.RUNTIME,
                    "The execution reached the maximum number of history events (" + Limits.MAXIMUM_EVENTS + ").");
        }
        return emit(previousId, type, detailsName, details);
    }

    /**
     * Adds the event that ends the execution.
     *
     * @param caused whether the last event led to it; an execution that was stopped or timed out ends by itself
     * @return false when another event has ended the execution before
     */
    synchronized boolean end(boolean caused, String type, String detailsName, ObjectNode details) {
        if (ended) {
            return false;
        }
        ended = true;
        emit(caused ? lastId : 0, type, detailsName, details);
        return true;
    }

    /** Whether the only event that is left is the one that ends the execution. */
    synchronized boolean isFull() {
        return lastId >= Limits.MAXIMUM_EVENTS - 1;
    }

    /**
     * The history that goes on after the end. This one stays closed, so that what threads of the earlier run still do leaves no
     * trace in it.
     */
    synchronized History redriven(ObjectNode details) {
        History history = new History(clock, listener, lastId);
        history.emit(lastId, "ExecutionRedriven", "executionRedrivenEventDetails", details);
        return history;
    }

    synchronized boolean ended() {
        return ended;
    }

    synchronized long lastId() {
        return lastId;
    }

    private long emit(long previousId, String type, @Nullable String detailsName, ObjectNode details) {
        lastId++;
        listener.onEvent(new HistoryEvent(lastId, previousId, clock.now(), type, detailsName, details));
        return lastId;
    }
}
