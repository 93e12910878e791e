package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phase of a stored pipeline.
 *
 * @param name the name, from which an execution may start
 * @param always whether an execution that starts from a later phase runs this one all the same
 * @param steps the steps in their order, those that validate included; null where they are left out, since there is no room for them
 * @param otherMembers what the stored object has besides, kept as it is
 */
public record PipelinePhase(
        String name, boolean always, @Nullable List<PipelineStep> steps, ObjectNode otherMembers) {
    /** Copies. */
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
