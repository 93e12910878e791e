package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** Several steps of a cluster may be the one that was added. Nothing is guessed: another's success would be taken for its own. */
public final class StepAmbiguousException extends RuntimeException {
    StepAmbiguousException(TriedStep tried, List<JsonNode> candidates) {
        super(
                "Cluster %s has %d steps with the name, jar and arguments of step '%s', added at the same time: %s. Give each an argument of its own"
                        .formatted(
                                tried.clusterId(),
                                candidates.size(),
                                tried.name(),
                                candidates.stream()
                                        .map(step -> step.path("Id").asText())
                                        .collect(Collectors.joining(", "))));
    }
}
