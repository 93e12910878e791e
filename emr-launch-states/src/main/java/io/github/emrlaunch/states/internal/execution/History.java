package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.HistoryListener;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.Limits;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.time.VirtualClock;
import org.jspecify.annotations.Nullable;

/** Numbers the events of one execution, from its start or a redrive to its end, and passes them to the listener. */
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
     * Adds an event. After the execution has ended, events of its threads are ignored.
     *
     * @return the id of the event
     * @throws StatesError when only the final event of the execution may still be added
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
     * Adds the final event of the execution.
     *
     * @param caused whether the last event caused the end; a stop or a timeout of the execution has no previous event
     * @return false when another event has already ended the execution
     */
    synchronized boolean end(boolean caused, String type, String detailsName, ObjectNode details) {
        if (ended) {
            return false;
        }
        ended = true;
        emit(caused ? lastId : 0, type, detailsName, details);
        return true;
    }

    /** Returns whether only the final event of the execution may still be added. */
    synchronized boolean isFull() {
        return lastId >= Limits.MAXIMUM_EVENTS - 1;
    }

    /**
     * Returns the history after a redrive. This one stays closed, so that events of threads of the earlier run are
     * ignored.
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
