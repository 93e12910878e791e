package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phase of a stored pipeline.
 *
 * @param name the name, which an execution uses to start from the phase
 * @param always whether an execution that starts from a later phase nevertheless runs this one
 * @param steps the steps in order, including validation steps; null if they are omitted because of the size of the definition
 * @param otherMembers the other members of the stored object, unchanged
 */
public record PipelinePhase(
        String name, boolean always, @Nullable List<PipelineStep> steps, ObjectNode otherMembers) {
    /** Copies the components. */
    public PipelinePhase {
        steps = steps == null ? null : List.copyOf(steps);
    }

    static PipelinePhase read(Members members) {
        return new PipelinePhase(
                members.requiredString("Name"),
                Boolean.TRUE.equals(members.bool("Always")),
                members.list("Steps", PipelineStep::read),
                members.rest());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Name", name).put("Always", always);
        if (steps == null) {
            json.putNull("Steps");
        } else {
            ArrayNode array = json.putArray("Steps");
            steps.forEach(step -> array.add(step.toJson()));
        }
        return json.setAll(otherMembers.deepCopy());
    }
}
