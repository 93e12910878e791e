package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an execution of a pipeline's state machine takes as input; every part is optional. A pipeline that launches its cluster takes what
 * its launch function takes besides, see {@link LaunchInput}. Members with other names are the user's: phases read them.
 *
 * <pre>{@code
 * PipelineRunInput.builder()
 *         .argument("Prepare", "2026-01-01", "2026-01-02")
 *         .fromPhase("Aggregate")
 *         .launch(LaunchInput.builder().override("CoreInstanceCount", 4).build())
 *         .build()
 * }</pre>
 */
public final class PipelineRunInput {
    /** The member with the arguments of steps, {@code {"STEP": {"ARGUMENT": "VALUE"}}}. */
    public static final String STEP_ARGUMENTS = "StepArgumentOverrides";

    /** The older spelling of {@link #STEP_ARGUMENTS}. */
    public static final String STEP_ARGUMENTS_OLDER = "StepArgOverrides";

    /** The member with the name of the phase to start from. */
    public static final String FROM_PHASE = "FromPhase";

    /** The names of the members that all pipelines know. */
    public static final List<String> MEMBERS = List.of(STEP_ARGUMENTS, STEP_ARGUMENTS_OLDER, FROM_PHASE);

    /** An input that changes nothing. */
    public static final PipelineRunInput EMPTY = new PipelineRunInput(Json.object());

    private final ObjectNode json;

    private PipelineRunInput(ObjectNode json) {
        this.json = json;
    }

    /** An execution's input as it is. */
    public static PipelineRunInput of(ObjectNode json) {
        return new PipelineRunInput(json.deepCopy());
    }

    /** Starts an input that changes nothing yet. */
    public static Builder builder() {
        return EMPTY.toBuilder();
    }

    /** Starts an input that has what this one has. */
    public Builder toBuilder() {
        return new Builder(toJson());
    }

    /** The input as JSON: a new object, the caller's to change. */
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PipelineRunInput input && json.equals(input.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return Json.write(json);
    }

    /** Collects what an execution asks for. */
    public static final class Builder {
        private final ObjectNode json;

        private Builder(ObjectNode json) {
            this.json = json;
        }

        /**
         * Gives an argument of a step another value; the last one counts.
         *
         * @param step the name of the step
         * @param argument the argument's text, or the name that it has
         */
        public Builder argument(String step, String argument, String value) {
            child(child(json, STEP_ARGUMENTS), step).set(argument, TextNode.valueOf(value));
            return this;
        }

        /** Gives arguments of steps other values, by step and argument. */
        public Builder arguments(Map<String, Map<String, String>> values) {
            values.forEach(
                    (step, arguments) -> arguments.forEach((argument, value) -> argument(step, argument, value)));
            return this;
        }

        private static ObjectNode child(ObjectNode parent, String name) {
            return parent.get(name) instanceof ObjectNode existing ? existing : parent.putObject(name);
        }

        /** The phase to start from. Default: the first. */
        public Builder fromPhase(String phase) {
            json.put(FROM_PHASE, phase);
            return this;
        }

        /** What the launch of the cluster takes: overrides, tags. For a pipeline that launches its cluster. */
        public Builder launch(LaunchInput input) {
            json.setAll(input.toJson());
            return this;
        }

        /** A member of another name, which phases read. */
        public Builder member(String name, JsonNode value) {
            json.set(name, value.deepCopy());
            return this;
        }

        /** The input. */
        public PipelineRunInput build() {
            return new PipelineRunInput(json.deepCopy());
        }
    }
}
