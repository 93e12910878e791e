package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several steps of a cluster match the one that was added. The handler does not guess, because it could report the success of another step.
 */
public final class StepAmbiguousException extends RuntimeException {
    StepAmbiguousException(TriedStep tried, List<JsonNode> candidates) {
        super(
                "Cluster %s has %d steps with the name, jar and arguments of step '%s', added at the same time: %s. Add a unique argument to each"
                        .formatted(
                                tried.clusterId(),
                                candidates.size(),
                                tried.name(),
                                candidates.stream()
                                        .map(step -> step.path("Id").asText())
                                        .collect(Collectors.joining(", "))));
    }
}
