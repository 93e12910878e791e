package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a Task state.
 *
 * @param resource the state's {@code Resource}, as written in the machine
 * @param parameters the task's arguments
 * @param context the context object as this state sees it
 * @param credentials the state's {@code Credentials}; null when it has none
 * @param attempt what the handler needs in order to wait, or to report on its way
 */
public record TaskRequest(
        String resource,
        JsonNode parameters,
        JsonNode context,
        @Nullable JsonNode credentials,
        TaskAttempt attempt) {}
