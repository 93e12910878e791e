package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One attempt of a Task state.
 *
 * @param resource the state's {@code Resource}, as written in the machine
 * @param parameters the effective input: after InputPath and Parameters
 * @param context the context object ({@code $$}) as this state sees it
 * @param attempt what the handler needs in order to wait, or to report on its way
 */
public record TaskRequest(String resource, JsonNode parameters, JsonNode context, TaskAttempt attempt) {}
