package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The members that the Step Functions tasks of EMR accept: the members that the constructs of AWS send. AWS publishes no list. A task
 * rejects members that Step Functions does not support yet, including nested members (aws-cdk pull request 34677).
 */
final class TaskMembers {
    private static final JsonNode SHAPES = EmrData.read("task-members.json").path("shapes");

    private TaskMembers() {}

    /**
     * Returns the path of the first member that a task does not know. The value of a name that ends with {@code .$} is known only when
     * the
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
