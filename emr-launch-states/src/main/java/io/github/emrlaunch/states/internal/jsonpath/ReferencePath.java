package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Reference Path: the path of one node in a document. The node does not need to exist. */
public record ReferencePath(String text, List<Step> steps) {
    public static final ReferencePath ROOT = new ReferencePath("$", List.of());

    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]'\"*?@,:()\\s]+)|\\['([^']+)']|\\[\"([^\"]+)\"]|\\[(\\d{1,9})]");

    /** A step of a path: the name of a member, or an index when the name is null. */
    public record Step(@Nullable String name, int index) {}

    public ReferencePath {
        steps = List.copyOf(steps);
    }

    /**
     * Parses a reference path.
     *
     * @throws IllegalArgumentException when the text is not a reference path
     */
    public static ReferencePath parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("must be a reference path that starts with '$', got: " + text);
        }
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int position = 1;
        while (position < text.length()) {
            if (!matcher.find(position) || matcher.start() != position) {
                throw new IllegalArgumentException(
                        "must be a reference path (names and indexes only, such as $.job.steps[0]), got: " + text);
            }
            steps.add(step(matcher));
            position = matcher.end();
        }
        return new ReferencePath(text, steps);
    }

    private static Step step(Matcher matcher) {
        for (int group = 1; group <= 3; group++) {
            if (matcher.group(group) != null) {
                return new Step(matcher.group(group), -1);
            }
        }
        return new Step(null, Integer.parseInt(matcher.group(4)));
    }

    /** Returns a copy of the document with the value at this path. Missing objects on the path are created. */
    public JsonNode put(JsonNode document, JsonNode value) throws EvaluationException {
        return put(document, document, 0, value);
    }

    private JsonNode put(JsonNode document, @Nullable JsonNode target, int depth, JsonNode value)
            throws EvaluationException {
        if (depth == steps.size()) {
            return value;
        }
        Step step = steps.get(depth);
        if (step.name != null && (target == null || target.isObject())) {
            ObjectNode copy = JsonValues.MAPPER.createObjectNode();
            if (target != null) {
                copy.setAll((ObjectNode) target);
            }
            copy.set(step.name, put(document, copy.get(step.name), depth + 1, value));
            return copy;
        }
        if (step.name == null && target != null && target.isArray() && step.index < target.size()) {
            ArrayNode copy = JsonValues.MAPPER.createArrayNode().addAll((ArrayNode) target);
            copy.set(step.index, put(document, target.get(step.index), depth + 1, value));
            return copy;
        }
        throw EvaluationException.resultPath(
                "Unable to apply ResultPath '%s' to the input '%s'".formatted(text, JsonValues.text(document)));
    }
}
