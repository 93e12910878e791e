package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The event pattern of a rule, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html">comparison
 * operators</a>.
 */
final class EventPattern {
    private static final String OR = "$or";

    /** The operators for existing values. */
    private static final Map<String, BiPredicate<JsonNode, JsonNode>> OPERATORS = Map.of(
            "prefix", EventPattern::prefix,
            "suffix", EventPattern::suffix,
            "equals-ignore-case", EventPattern::equalsIgnoreCase,
            "wildcard", EventPattern::wildcard,
            "numeric", EventPattern::numeric,
            "anything-but", (value, operand) -> !anyOf(value, operand));

    private final JsonNode pattern;

    /**
     * Parses the pattern of a rule.
     *
     * @throws IllegalArgumentException with the invalid part, or the part that the local emulator doesn't support
     */
    EventPattern(JsonNode pattern) {
        check(pattern, "$");
        this.pattern = pattern;
    }

    boolean matches(JsonNode event) {
        return matches(pattern, event);
    }

    private static void check(JsonNode pattern, String path) {
        if (!pattern.isObject()) {
            throw new IllegalArgumentException(path + " must be an object, got " + pattern);
        }
        pattern.properties().forEach(field -> {
            String where = path + "." + field.getKey();
            JsonNode value = field.getValue();
            if (field.getKey().equals(OR)) {
                value.forEach(alternative -> check(alternative, where));
            } else if (value.isArray()) {
                value.forEach(filter -> checkFilter(filter, where));
            } else {
                check(value, where);
            }
        });
    }

    private static void checkFilter(JsonNode filter, String path) {
        if (filter.isObject()) {
            String operator = filter.properties().stream()
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
            if (!OPERATORS.containsKey(operator) && !operator.equals("exists")) {
                throw new IllegalArgumentException(path + ": the local emulator does not know the operator '" + operator
                        + "'; it knows exists and "
                        + Stream.of(OPERATORS.keySet())
                                .flatMap(Set::stream)
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
        } else if (filter.isArray()) {
            throw new IllegalArgumentException(path + " must have values or operators, got a list in a list");
        }
    }

    private static boolean matches(JsonNode pattern, JsonNode event) {
        return pattern.properties().stream().allMatch(field -> {
            JsonNode wanted = field.getValue();
            if (field.getKey().equals(OR)) {
                return StreamSupport.stream(wanted.spliterator(), false)
                        .anyMatch(alternative -> matches(alternative, event));
            }
            JsonNode value = event.path(field.getKey());
            return wanted.isArray() ? anyFilter(wanted, value) : matches(wanted, value);
        });
    }

    /** Returns whether a value matches one of the filters. For a list in the event, one element must match. */
    private static boolean anyFilter(JsonNode filters, JsonNode value) {
        for (JsonNode filter : filters) {
            if (filter.has("exists")) {
                if (filter.get("exists").asBoolean() != value.isMissingNode()) {
                    return true;
                }
            } else if (value.isArray()) {
                for (JsonNode element : value) {
                    if (one(filter, element)) {
                        return true;
                    }
                }
            } else if (!value.isMissingNode() && one(filter, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean one(JsonNode filter, JsonNode value) {
        if (!filter.isObject()) {
            return same(filter, value);
        }
        return filter.properties().stream().allMatch(operator -> OPERATORS
                .getOrDefault(operator.getKey(), (unused, operand) -> false)
                .test(value, operator.getValue()));
    }

    private static boolean same(JsonNode wanted, JsonNode value) {
        return (wanted.isNumber() && value.isNumber())
                ? wanted.decimalValue().compareTo(value.decimalValue()) == 0
                : wanted.equals(value);
    }

    /** Returns whether anything-but excludes a value: it is listed, or an operator matches it. */
    private static boolean anyOf(JsonNode value, JsonNode operand) {
        if (operand.isArray()) {
            return StreamSupport.stream(operand.spliterator(), false).anyMatch(each -> one(each, value));
        }
        if (!operand.isObject()) {
            return same(operand, value);
        }
        return operand.properties().stream().anyMatch(operator -> {
            JsonNode operands = operator.getValue();
            BiPredicate<JsonNode, JsonNode> test = OPERATORS.getOrDefault(operator.getKey(), (unused, each) -> false);
            return operands.isArray()
                    ? StreamSupport.stream(operands.spliterator(), false).anyMatch(each -> test.test(value, each))
                    : test.test(value, operands);
        });
    }

    private static boolean prefix(JsonNode value, JsonNode operand) {
        return operand.isObject()
                ? lower(value).startsWith(lower(operand.path("equals-ignore-case")))
                : value.isTextual() && value.asText().startsWith(operand.asText());
    }

    private static boolean suffix(JsonNode value, JsonNode operand) {
        return operand.isObject()
                ? lower(value).endsWith(lower(operand.path("equals-ignore-case")))
                : value.isTextual() && value.asText().endsWith(operand.asText());
    }

    private static boolean equalsIgnoreCase(JsonNode value, JsonNode operand) {
        return value.isTextual() && lower(value).equals(lower(operand));
    }

    private static String lower(JsonNode text) {
        return text.asText().toLowerCase(Locale.ROOT);
    }

    private static boolean wildcard(JsonNode value, JsonNode operand) {
        String expression =
                Stream.of(operand.asText().split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return value.isTextual()
                && Pattern.compile(expression, Pattern.DOTALL)
                        .matcher(value.asText())
                        .matches();
    }

    /** Matches pairs of a comparison and a number. All must be true. */
    private static boolean numeric(JsonNode value, JsonNode operand) {
        if (!value.isNumber()) {
            return false;
        }
        for (int i = 0; i + 1 < operand.size(); i += 2) {
            BigDecimal limit = operand.get(i + 1).decimalValue();
            int comparison = value.decimalValue().compareTo(limit);
            boolean holds =
                    switch (operand.get(i).asText()) {
                        case "=" -> comparison == 0;
                        case "<" -> comparison < 0;
                        case "<=" -> comparison <= 0;
                        case ">" -> comparison > 0;
                        case ">=" -> comparison >= 0;
                        default -> false;
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
