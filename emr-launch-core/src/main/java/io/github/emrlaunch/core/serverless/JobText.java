package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ValueType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A string of a job's request: a fixed one, which may be a reference, or one with values of overrides.
 *
 * @param fixed the string; null if it has overrides
 * @param jsonata the string as an expression
 * @param overrides the rules of the overrides in it, in order
 */
record JobText(@Nullable String fixed, String jsonata, List<OverrideRule> overrides) {
    static JobText fixed(String text) {
        return new JobText(text, quote(TextNode.valueOf(text)), List.of());
    }

    /** Returns the value of an expression that checks it. */
    static JobText checked(String jsonata) {
        return new JobText(null, jsonata, List.of());
    }

    /** Returns the value of an override. An integer keeps all its digits, which {@code $string} would round after the fifteenth. */
    static JobText of(OverrideRule rule) {
        String value = "$lookup($%s, '%s')".formatted(JobStateMachine.OVERRIDES, rule.target());
        ValueType type = rule.valueType();
        String text = type == ValueType.STRING
                ? value
                : type == ValueType.INTEGER ? "$formatBase(%s)".formatted(value) : "$string(%s)".formatted(value);
        return new JobText(null, text, List.of(rule));
    }

    /** Returns the possible strings, as far as a rule lists them. */
    List<String> possibleTexts() {
        return fixed != null
                ? List.of(fixed)
                : overrides.stream()
                        .flatMap(rule -> rule.allowedValues().stream())
                        .map(JsonNode::asText)
                        .toList();
    }

    JobText and(JobText next) {
        return new JobText(
                fixed == null || next.fixed == null ? null : fixed + next.fixed,
                jsonata + " & " + next.jsonata,
                Stream.concat(overrides.stream(), next.overrides.stream()).toList());
    }

    /** Returns the string in the definition of a state machine with the query language JSONata. */
    String inStateMachine() {
        return fixed == null ? expression(jsonata) : literal(fixed);
    }
}
