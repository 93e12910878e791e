package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a Task state.
 *
 * @param resource the {@code Resource} of the state, as in the definition
 * @param parameters the arguments of the task
 * @param context the context object for this state
 * @param credentials the {@code Credentials} of the state; null when it has none
 * @param attempt lets the handler wait, or report its progress
 */
public record TaskRequest(
        String resource,
        JsonNode parameters,
        JsonNode context,
        @Nullable JsonNode credentials,
        TaskAttempt attempt) {}
