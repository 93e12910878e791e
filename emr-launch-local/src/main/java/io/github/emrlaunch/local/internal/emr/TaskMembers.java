package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The members that the Step Functions tasks of EMR accept: those that AWS's own constructs send. AWS publishes no list; a task
 * refuses what Step Functions has not learned yet, nested members too (aws-cdk pull request 34677).
 */
final class TaskMembers {
    private static final JsonNode SHAPES = EmrData.read("task-members.json").path("shapes");

    private TaskMembers() {}

    /**
     * The path of the first member that a task doesn't know. Where a name ends with {@code .$}, its value is known only when the
     * task runs.
     *
     * @param task such as {@code createCluster}
     */
    static Optional<String> unknown(String task, JsonNode parameters) {
        return unknown(SHAPES.path(task), parameters, "").findFirst();
    }

    private static Stream<String> unknown(JsonNode shape, JsonNode node, String path) {
        if (node.isArray()) {
            return node.valueStream().flatMap(element -> unknown(shape, element, path));
        }
        return node.properties().stream().flatMap(property -> {
            String name = property.getKey().replaceFirst("\\.\\$$", "");
            String where = path.isEmpty() ? name : path + "." + name;
            if (!shape.has(name)) {
                return Stream.of(where);
            }
            JsonNode inner = SHAPES.path(shape.get(name).asText());
            return inner.isMissingNode() ? Stream.of() : unknown(inner, property.getValue(), where);
        });
    }
}
