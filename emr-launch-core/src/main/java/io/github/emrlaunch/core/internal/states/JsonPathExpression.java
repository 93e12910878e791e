package io.github.emrlaunch.core.internal.states;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Converts a JSONPath of a state machine to a JSONata expression. Paths that select one value by names and indexes can be converted.
 * Filters,
 * wildcards, slices and intrinsic functions have no JSONata expression with the same meaning for each input.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html">Paths</a>
 */
final class JsonPathExpression {
    private static final Pattern START = Pattern.compile("\\$\\$(?=[.\\[]|$)|\\$(?<variable>[A-Za-z_][A-Za-z0-9_]*)?");
    private static final Pattern SEGMENT = Pattern.compile(
            "\\.(?<name>[A-Za-z0-9_\\-\\u0080-\\uffff]+)|\\['(?<single>[^'\\\\`]+)'\\]|\\[\"(?<double>[^\"\\\\`]+)\"\\]|\\[(?<index>-?[0-9]+)\\]");
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> OPERATORS = Set.of("and", "or", "in", "true", "false", "null", "function");

    private JsonPathExpression() {}

    /**
     * Returns the expression.
     *
     * @param property the property that has the path, for errors
     * @param path such as {@code $.orders[0].table}, {@code $$.Execution.Name} or {@code $variable.member}
     * @param root the expression that {@code $} refers to, such as {@code $states.input}
     * @throws IllegalArgumentException when the path has no expression
     */
    static String of(String property, String path, String root) {
        Matcher start = START.matcher(path);
        if (!start.lookingAt()) {
            throw unknown(property, path, root);
        }
        String variable = start.group("variable");
        StringBuilder expression = new StringBuilder(
                start.group().equals("$$") ? "$states.context" : variable == null ? root : "$" + variable);
        Matcher segment = SEGMENT.matcher(path).region(start.end(), path.length());
        int end = start.end();
        while (segment.lookingAt()) {
            expression.append(segment(segment));
            end = segment.end();
            segment.region(end, path.length());
        }
        if (end < path.length()) {
            throw unknown(property, path, root);
        }
        return expression.toString();
    }

    /**
     * Returns the names of a path to a location in the state, from the outermost; empty for {@code $}.
     *
     * @throws IllegalArgumentException when the path has anything else
     */
    static List<String> names(String property, String path) {
        List<String> names = new ArrayList<>();
        Matcher segment = SEGMENT.matcher(path).region(Math.min(1, path.length()), path.length());
        int end = 1;
        while (segment.lookingAt() && segment.group("index") == null) {
            names.add(name(segment));
            end = segment.end();
            segment.region(end, path.length());
        }
        if (!path.startsWith("$") || end < path.length()) {
            throw new IllegalArgumentException("'%s' must be a path of names, such as $.Result or $.Job.Result, got: %s"
                    .formatted(property, path));
        }
        return names;
    }

    private static String segment(Matcher segment) {
        return segment.group("index") == null ? "." + field(name(segment)) : "[%s]".formatted(segment.group("index"));
    }

    private static String name(Matcher segment) {
        return Stream.of("name", "single", "double")
                .map(segment::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the name of a member in JSONata syntax, as used after a dot. */
    static String field(String name) {
        return SIMPLE.matcher(name).matches() && !OPERATORS.contains(name) ? name : "`%s`".formatted(name);
    }

    private static IllegalArgumentException unknown(String property, String path, String root) {
        return new IllegalArgumentException(
                ("'%s' must be a path of names and indexes, such as $.table, $.orders[0].table or $$.Execution.Name, got: %s. The state "
                                + "uses JSONata: write a path with filters, wildcards or functions as an expression, as in {%% %s.table & '.csv' %%}")
                        .formatted(property, path, root));
    }
}
