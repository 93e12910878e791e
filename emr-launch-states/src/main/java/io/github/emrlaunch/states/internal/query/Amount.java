package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number in a definition, or an expression for a number.
 *
 * @param field the field with the number
 * @param rule the message for a number out of bounds; empty for a message with the bounds
 * @param whole whether it must be a whole number
 * @param textTaken whether a numeric text is accepted
 */
public record Amount(
        String field,
        QueryLanguage language,
        Expression expression,
        String rule,
        int minimum,
        int maximum,
        boolean whole,
        boolean textTaken) {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");

    /** Returns a fixed number. */
    public static Amount of(String field, int value) {
        JsonNode number = JsonValues.MAPPER.getNodeFactory().numberNode(value);
        return new Amount(field, QueryLanguage.JSON_PATH, Expression.constant(number), "", value, value, true, false);
    }

    /**
     * Returns the number.
     *
     * @throws EvaluationException when the value of the expression is not a number within the bounds
     */
    public BigDecimal evaluate(Scope scope) throws EvaluationException {
        JsonNode value = expression.evaluate(scope);
        BigDecimal number = number(value);
        if (number == null || (whole && number.stripTrailingZeros().scale() > 0)) {
            throw unexpected(value);
        }
        if (number.compareTo(BigDecimal.valueOf(minimum)) < 0 || number.compareTo(BigDecimal.valueOf(maximum)) > 0) {
            throw rule.isEmpty() ? unexpected(value) : EvaluationException.of(language, field, rule);
        }
        return number;
    }

    private EvaluationException unexpected(JsonNode value) {
        String expected = "%s from %d to %d".formatted(whole ? "an integer" : "a number", minimum, maximum);
        return EvaluationException.unexpected(language, field, expression, expected, value);
    }

    /** Converts the value to a number. A numeric text is accepted where AWS was observed to accept it. */
    private @Nullable BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        boolean shown = textTaken
                && value.isTextual()
                && NUMBER.matcher(value.textValue()).matches();
        return shown ? new BigDecimal(value.textValue()) : null;
    }

    /** Returns the number, which must be whole. */
    public int evaluateInt(Scope scope) throws EvaluationException {
        return evaluate(scope).intValueExact();
    }
}
