package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A job run of EMR Serverless at one moment.
 *
 * @param request the StartJobRun request exactly as EMR Serverless received it
 * @param state such as {@code RUNNING}, {@code SUCCESS}, {@code FAILED} or {@code CANCELLED}
 * @param stateDetails why it is in this state, empty when there is nothing to say
 */
public record LocalJobRun(
        String applicationId, String id, String name, JsonNode request, String state, String stateDetails) {
    /** Whether it may still do something. */
    public boolean isAlive() {
        return !state.equals("SUCCESS") && !state.equals("FAILED") && !state.equals("CANCELLED");
    }
}
