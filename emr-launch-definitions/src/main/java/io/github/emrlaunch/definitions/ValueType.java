package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The type of a value in a RunJobFlow request. */
public enum ValueType {
    /** Text. */
    STRING("a string"),
    /** A number without a fraction. */
    INTEGER("an integer"),
    /** Any number. */
    NUMBER("a number"),
    /** True or false. */
    BOOLEAN("true or false"),
    /** A list. */
    LIST("a list"),
    /** An object. */
    OBJECT("an object");

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
            case INTEGER -> value.isIntegralNumber();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case LIST -> value.isArray();
            case OBJECT -> value.isObject();
        };
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
