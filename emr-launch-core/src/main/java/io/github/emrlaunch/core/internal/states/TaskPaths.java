package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

/**
 * The fields by which a JSONPath state selects its input and output, as expressions for a JSONata task.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html">Input and output in JSONPath</a>
 */
public final class TaskPaths {
    private static final String RESULT = "$states.result";
    private static final String ERROR = "$states.errorOutput";

    private TaskPaths() {}

    /**
     * Returns the expression that {@code $} refers to in the arguments of a task: its input, or the part that {@code inputPath} selects.
     */
    public static String root(TaskStateBaseProps props) {
        return chosen("inputPath", props.getInputPath(), Reference.STATE_INPUT);
    }

    private static String chosen(String property, @Nullable String path, String of) {
        if (path == null) {
            return of;
        }
        return path.equals(JsonPath.DISCARD)
                ? "{}"
                : Reference.atPath(property, path, of).expression();
    }

    /**
     * Returns the output of a task, or null if it is the response of the service.
     *
     * @param otherwise the default of {@code resultSelector}; null for the response of the service
     */
    public static @Nullable JsonNode output(TaskStateBaseProps props, @Nullable Map<String, Object> otherwise) {
        if (props.getOutputs() != null) {
            requireAlone("outputs", props.getResultSelector(), props.getResultPath(), props.getOutputPath());
            return StateValues.inState("outputs", props.getOutputs(), Reference.STATE_INPUT);
        }
        Map<String, Object> selector = props.getResultSelector() == null ? otherwise : props.getResultSelector();
        if (selector == null && props.getResultPath() == null && props.getOutputPath() == null) {
            return null;
        }
        String result = selector == null
                ? RESULT
                : StateValues.expression(StateValues.inState("resultSelector", selector, RESULT));
        String output = placed("resultPath", props.getResultPath(), result);
        if (props.getOutputPath() != null) {
            output = "($output := %s; %s)".formatted(output, chosen("outputPath", props.getOutputPath(), "$output"));
        }
        return TextNode.valueOf(expression(output));
    }

    /** Returns the state's input with a value at a path, or only the value. */
    private static String placed(String property, @Nullable String path, String value) {
        if (path == null) {
            return value;
        }
        return path.equals(JsonPath.DISCARD)
                ? Reference.STATE_INPUT
                : placed(JsonPathExpression.names(property, path), Reference.STATE_INPUT, value);
    }

    private static String placed(List<String> names, String in, String value) {
        if (names.isEmpty()) {
            return value;
        }
        String name = names.get(0);
        return "$merge([%s, {%s: %s}])"
                .formatted(
                        in,
                        quote(TextNode.valueOf(name)),
                        placed(names.subList(1, names.size()), in + "." + JsonPathExpression.field(name), value));
    }

    /** Returns the variables that a task assigns from its result, or null. */
    public static @Nullable JsonNode assign(TaskStateBaseProps props) {
        return props.getAssign() == null ? null : StateValues.inState("assign", props.getAssign(), RESULT);
    }

    /** Adds output and assigned variables to a catcher. */
    public static void addTo(ObjectNode catcher, CatchProps props) {
        if (props.getAssign() != null) {
            catcher.set("Assign", StateValues.inState("assign", props.getAssign(), ERROR));
        }
        if (props.getOutputs() != null) {
            requireAlone("outputs", props.getResultPath());
            catcher.set("Output", StateValues.inState("outputs", props.getOutputs(), Reference.STATE_INPUT));
        } else if (props.getResultPath() != null) {
            catcher.put("Output", expression(placed("resultPath", props.getResultPath(), ERROR)));
        }
    }

    private static void requireAlone(String property, @Nullable Object... others) {
        for (Object other : others) {
            if (other != null) {
                throw new IllegalArgumentException(
                        "'%s' is for JSONata, and replaces 'resultSelector', 'resultPath' and 'outputPath', which are for JSONPath: use one or the other"
                                .formatted(property));
            }
        }
    }
}
