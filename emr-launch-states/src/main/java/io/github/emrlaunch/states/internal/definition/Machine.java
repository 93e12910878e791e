package io.github.emrlaunch.states.internal.definition;

import org.jspecify.annotations.Nullable;

/**
 * A state machine.
 *
 * @param timeoutSeconds null for no limit
 */
public record Machine(
        StateGraph graph, @Nullable Integer timeoutSeconds) {}
