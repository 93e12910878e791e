package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * The environment of phases in their state machine.
 *
 * @param clusterId the id of the cluster, as an expression
 * @param input the expression that {@code $} refers to in references
 * @param error the variable that receives the error of a phase, as {@code {"Error", "Cause", "Phase"}}
 * @param resumable whether the input can set the phase to start from
 * @param arguments the arguments of a step, as used in its task
 */
record PhaseContext(
        String clusterId, String input, String error, boolean resumable, Function<EmrStep, JsonNode> arguments) {}
