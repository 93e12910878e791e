package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The type of a value that an execution may override. */
public enum ValueType {
    /** A string. */
    STRING("a string"),
    /** A number without a fraction, such as 4 or 4.0, within the exact range of a double. */
    INTEGER("an integer"),
    /** Any number. */
    NUMBER("a number"),
    /** True or false. */
    BOOLEAN("true or false"),
    /** A list. */
    LIST("a list"),
    /** An object. */
    OBJECT("an object");

    /** The largest integer up to which a double represents all integers: 2<sup>53</sup> - 1. */
    public static final long MAX_INTEGER = (1L << 53) - 1;

    private final String description;

    ValueType(String description) {
        this.description = description;
    }

    /** Returns a description, for messages. */
    public String description() {
        return description;
    }

    /** Returns whether a value has this type. */
    public boolean matches(JsonNode value) {
        return switch (this) {
            case STRING -> value.isTextual();
            case INTEGER -> value.isNumber() && isInteger(value.doubleValue());
            case NUMBER -> value.isNumber() && Double.isFinite(value.doubleValue());
            case BOOLEAN -> value.isBoolean();
            case LIST -> value.isArray();
            case OBJECT -> value.isObject();
        };
    }

    private static boolean isInteger(double number) {
        return Math.rint(number) == number && Math.abs(number) <= MAX_INTEGER;
    }

    /** Returns the narrowest type of a value; null for a missing or null value, whose type is unknown. */
    public static @Nullable ValueType of(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        for (ValueType type : values()) {
            if (type.matches(value)) {
                return type;
            }
        }
        return null;
    }
}
