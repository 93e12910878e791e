package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import java.time.Instant;
import java.util.List;

/** An application with its state. Every method is atomic. */
final class Application {
    /** The states in the order of the lifecycle. A stopped application can start again. */
    enum State {
        CREATING,
        CREATED,
        STARTING,
        STARTED,
        STOPPING,
        STOPPED,
        TERMINATED;

        /** Returns whether another state follows automatically. */
        boolean isChanging() {
            return this == CREATING || this == STARTING || this == STOPPING;
        }
    }

    private final String id;
    private final String arn;
    private final Instant created;
    private final ObjectNode request;
    private ObjectNode settings;
    private State state = State.CREATING;
    private Instant updated;
    private int idlePeriods;

    Application(String id, String arn, ObjectNode settings, Instant created) {
        this.id = id;
        this.arn = arn;
        this.request = settings;
        this.settings = settings;
        this.created = created;
        this.updated = created;
    }

    String id() {
        return id;
    }

    String arn() {
        return arn;
    }

    /** Returns the CreateApplication request as it was received. It must not be modified. */
    ObjectNode request() {
        return request;
    }

    synchronized ObjectNode settings() {
        return settings;
    }

    /** Overwrites the given members. */
    synchronized void update(ObjectNode changed, Instant now) {
        ObjectNode merged = settings.deepCopy();
        merged.setAll(changed);
        settings = merged;
        updated = now;
    }

    synchronized Checkpoint checkpoint() {
        ObjectNode thenSettings = settings;
        State thenState = state;
        Instant thenUpdated = updated;
        int thenIdlePeriods = idlePeriods;
        return () -> {
            synchronized (this) {
                settings = thenSettings;
                state = thenState;
                updated = thenUpdated;
                idlePeriods = thenIdlePeriods;
            }
        };
    }

    synchronized State state() {
        return state;
    }

    /** Begins an idle period and returns its number. Timers of earlier periods then have no effect. */
    synchronized int beginIdlePeriod() {
        return ++idlePeriods;
    }

    /** Returns whether this idle period is the last one that began. */
    synchronized boolean isIdlePeriod(int number) {
        return number == idlePeriods;
    }

    synchronized boolean advance(List<State> from, State to, Instant now) {
        if (!from.contains(state)) {
            return false;
        }
        state = to;
        updated = now;
        return true;
    }

    /** Returns the application in the format of ListApplications. */
    ObjectNode summary() {
        return description()
                .put("id", id)
                .retain("id", "name", "arn", "releaseLabel", "type", "state", "createdAt", "updatedAt", "architecture");
    }

    /** Returns the application in the format of GetApplication. */
    synchronized ObjectNode description() {
        ObjectNode description = settings.deepCopy();
        description.remove("clientToken");
        return description
                .put("applicationId", id)
                .put("arn", arn)
                .put("state", state.name())
                .put("createdAt", AwsJson.timestamp(created))
                .put("updatedAt", AwsJson.timestamp(updated));
    }
}
