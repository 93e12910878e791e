package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.time.VirtualClock;
import org.jspecify.annotations.Nullable;

/** Numbers the events of one execution and passes them on; knows whether the execution has ended. */
final class History {
    private final VirtualClock clock;
    private final HistoryListener listener;
    private long lastId;
    private boolean ended;

    History(VirtualClock clock, HistoryListener listener) {
        this.clock = clock;
        this.listener = listener;
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
        if (lastId >= Limits.MAXIMUM_EVENTS - 1) {
            throw new StatesError(
                    ErrorNames.RUNTIME,
                    "The execution reached the maximum number of history events (" + Limits.MAXIMUM_EVENTS + ").");
        }
        return emit(previousId, type, detailsName, details);
    }

    /**
     * Adds the event that ends the execution.
     *
     * @return false when another one has ended it before
     */
    synchronized boolean end(String type, @Nullable String detailsName, ObjectNode details) {
        if (ended) {
            return false;
        }
        ended = true;
        emit(lastId, type, detailsName, details);
        return true;
    }

    synchronized boolean ended() {
        return ended;
    }

    private long emit(long previousId, String type, @Nullable String detailsName, ObjectNode details) {
        lastId++;
        listener.onEvent(new HistoryEvent(lastId, previousId, clock.now(), type, detailsName, details));
        return lastId;
    }
}
