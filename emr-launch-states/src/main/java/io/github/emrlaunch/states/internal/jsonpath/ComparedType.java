package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.Timestamps;
import java.util.Objects;

/** The types that a Choice state tests and compares. */
public enum ComparedType {
    STRING("String"),
    NUMERIC("Numeric"),
    BOOLEAN("Boolean"),
    TIMESTAMP("Timestamp"),
    NULL("Null");

    private final String label;

    ComparedType(String label) {
        this.label = label;
    }

    /** Returns the name of the type in comparators. */
    public String label() {
        return label;
    }

    public boolean includes(JsonNode value) {
        return switch (this) {
            case STRING -> value.isTextual();
            case NUMERIC -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case TIMESTAMP -> Timestamps.parse(value) != null;
            case NULL -> value.isNull();
        };
    }

    /** Compares two values of this type. */
    public int compare(JsonNode left, JsonNode right) {
        return switch (this) {
            case STRING -> left.textValue().compareTo(right.textValue());
            case NUMERIC -> left.decimalValue().compareTo(right.decimalValue());
            case BOOLEAN -> Boolean.compare(left.booleanValue(), right.booleanValue());
            case TIMESTAMP ->
                Objects.requireNonNull(Timestamps.parse(left))
                        .compareTo(Objects.requireNonNull(Timestamps.parse(right)));
            case NULL -> 0;
        };
    }
}
