package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.StateMachineType;
import org.jspecify.annotations.Nullable;

/**
 * A state machine.
 *
 * @param timeoutSeconds the timeout; null for no limit
 */
public record Machine(
        StateGraph graph, StateMachineType type, @Nullable Integer timeoutSeconds) {}
