package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.RunJobFlowShape;
import io.github.emrlaunch.definitions.RunJobFlowShape.Deviation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a request has the members and types of RunJobFlow. The model is as old as this version of the library, and EMR learns members
 * at every level: one that is unknown passes with a warning, unless it is nearly one that is known.
 */
final class ShapeRules {
    private static final RunJobFlowShape SHAPE = RunJobFlowShape.load();

    private ShapeRules() {}

    /**
     * Checks a request.
     *
     * @param unchecked the paths of members that are not checked
     * @throws IllegalArgumentException when a value has another type, or a member is nearly one that EMR knows
     */
    static void check(ObjectNode request, Set<String> unchecked) {
        deviations(request, unchecked).forEach(deviation -> {
            RequestNode node = new RequestNode(deviation.path(), deviation.value());
            if (deviation.expected().isPresent()) {
                throw node.violates("must be " + deviation.expected().get());
            }
            Optional<String> nearest = deviation.nearest();
            if (nearest.isPresent()) {
                throw node.conflicts("is no member of RunJobFlow; '%s' is. If EMR knows it, use 'uncheckedProperty'"
                        .formatted(nearest.get()));
            }
        });
    }

    /** The warnings about members that the model doesn't know. */
    static List<String> warnings(ObjectNode request, Set<String> unchecked) {
        return deviations(request, unchecked)
                .map(deviation ->
                        ("'%s' is no member of RunJobFlow that is known to %s. It is sent as it is, and EMR may "
                                        + "refuse or ignore it. If EMR knows it, use 'uncheckedProperty'")
                                .formatted(deviation.path(), SHAPE.source()))
                .toList();
    }

    private static Stream<Deviation> deviations(ObjectNode request, Set<String> unchecked) {
        return SHAPE.deviations(request).stream().filter(deviation -> unchecked.stream()
                .noneMatch(path ->
                        deviation.path().equals(path) || deviation.path().startsWith(path + ".")));
    }
}
