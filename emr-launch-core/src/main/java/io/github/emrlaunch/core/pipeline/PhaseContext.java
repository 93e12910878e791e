package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * What phases have from the machine that they are a part of.
 *
 * @param clusterId the id of the cluster, as an expression
 * @param input what {@code $} stands for in references, as an expression
 * @param error the variable that gets the error of a phase, as {@code {"Error", "Cause", "Phase"}}
 * @param resumable whether the machine starts from a phase when its input says so
 * @param arguments the arguments of a step, as they stand in its task
 */
record PhaseContext(
        String clusterId, String input, String error, boolean resumable, Function<EmrStep, JsonNode> arguments) {}
