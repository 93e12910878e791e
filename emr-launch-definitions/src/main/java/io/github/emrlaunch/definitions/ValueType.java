package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The type of a value that an execution may override. */
public enum ValueType {
    /** Text. */
    STRING("a string"),
    /** A number without a fraction, such as 4 or 4.0, of which a double holds each digit. */
    INTEGER("an integer"),
    /** Any number. */
    NUMBER("a number"),
    /** True or false. */
    BOOLEAN("true or false"),
    /** A list. */
    LIST("a list"),
    /** An object. */
    OBJECT("an object");

    /** The largest integer below which a double holds every other: 2<sup>53</sup> - 1. */
    public static final long MAX_INTEGER = (1L << 53) - 1;

    private final String description;

    ValueType(String description) {
        this.description = description;
    }

    /** In words, for messages. */
    public String description() {
        return description;
    }

    /** Whether a value has this type. */
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

    /** The narrowest type that a value has; null for a missing or null value, which says nothing about its type. */
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
