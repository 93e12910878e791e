package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The input of a pipeline's execution. Every member is optional. A pipeline that launches its cluster also accepts the input of
 * its launch function, see {@link LaunchInput}. Members with other names belong to the user: phases can read them.
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

    /** The names of the members that all pipelines accept. */
    public static final List<String> MEMBERS = List.of(STEP_ARGUMENTS, STEP_ARGUMENTS_OLDER, FROM_PHASE);

    /** An input that changes nothing. */
    public static final PipelineRunInput EMPTY = new PipelineRunInput(Json.object());

    private final ObjectNode json;

    private PipelineRunInput(ObjectNode json) {
        this.json = json;
    }

    /** Returns an input with this JSON. */
    public static PipelineRunInput of(ObjectNode json) {
        return new PipelineRunInput(json.deepCopy());
    }

    /** Returns a builder of an input. */
    public static Builder builder() {
        return EMPTY.toBuilder();
    }

    /** Returns a builder with the members of this input. */
    public Builder toBuilder() {
        return new Builder(toJson());
    }

    /** Returns the input as JSON: a new object, which the caller may change. */
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

    /** A builder of an input. */
    public static final class Builder {
        private final ObjectNode json;

        private Builder(ObjectNode json) {
            this.json = json;
        }

        /**
         * Overrides an argument of a step. The last value takes precedence.
         *
         * @param step the name of the step
         * @param argument the argument's text, or its name
         */
        public Builder argument(String step, String argument, String value) {
            child(child(json, STEP_ARGUMENTS), step).set(argument, TextNode.valueOf(value));
            return this;
        }

        /** Overrides arguments of steps, by step and argument. */
        public Builder arguments(Map<String, Map<String, String>> values) {
            values.forEach(
                    (step, arguments) -> arguments.forEach((argument, value) -> argument(step, argument, value)));
            return this;
        }

        private static ObjectNode child(ObjectNode parent, String name) {
            return parent.get(name) instanceof ObjectNode existing ? existing : parent.putObject(name);
        }

        /** The phase to start from. Default: the first phase. */
        public Builder fromPhase(String phase) {
            json.put(FROM_PHASE, phase);
            return this;
        }

        /** The input of the launch, such as overrides and tags, for a pipeline that launches its cluster. Default: none. */
        public Builder launch(LaunchInput input) {
            json.setAll(input.toJson());
            return this;
        }

        /** A member with another name, which phases can read. Default: none. */
        public Builder member(String name, JsonNode value) {
            json.set(name, value.deepCopy());
            return this;
        }

        /** Returns the input. */
        public PipelineRunInput build() {
            return new PipelineRunInput(json.deepCopy());
        }
    }
}
