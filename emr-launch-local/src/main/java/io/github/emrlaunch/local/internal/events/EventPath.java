package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A path in an event, in the subset of JSONPath that EventBridge supports: dots, array indices, wildcards, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">input transformation</a>.
 *
 * @param steps names, indices and {@code *}
 */
record EventPath(List<String> steps) {
    private static final int MAX_LENGTH = 256;
    private static final String WILDCARD = "*";
    private static final Pattern PATH = Pattern.compile("\\$(\\.([A-Za-z0-9_/-]+|\\*)|\\[(\\d+|\\*)])*");
    private static final Pattern STEP = Pattern.compile("[^.\\[\\]$]+");

    /**
     * Parses a path such as {@code $.detail.items[0]}.
     *
     * @throws IllegalArgumentException when EventBridge doesn't support the path
     */
    static EventPath parse(String path) {
        if (path.length() > MAX_LENGTH || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "a path has dots, array indices and wildcards, such as $.detail.items[0]," + " and at most "
                            + MAX_LENGTH + " characters, got: " + path);
        }
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            steps.add(step.group());
        }
        return new EventPath(List.copyOf(steps));
    }

    /** Returns the value in an event; a missing node when there is none; a list when the path has a wildcard. */
    JsonNode of(JsonNode event) {
        List<JsonNode> values = List.of(event);
        for (String step : steps) {
            values = values.stream()
                    .flatMap(value -> step.equals(WILDCARD)
                            ? StreamSupport.stream(value.spliterator(), false)
                            : List.of(value.isArray() ? element(value, step) : value.path(step)).stream())
                    .filter(value -> !value.isMissingNode())
                    .toList();
        }
        if (values.isEmpty()) {
            return MissingNode.getInstance();
        }
        if (!steps.contains(WILDCARD)) {
            return values.get(0);
        }
        ArrayNode list = AwsJson.array();
        values.forEach(list::add);
        return list;
    }

    private static JsonNode element(JsonNode array, String step) {
        return step.matches("\\d{1,9}") ? array.path(Integer.parseInt(step)) : MissingNode.getInstance();
    }
}
