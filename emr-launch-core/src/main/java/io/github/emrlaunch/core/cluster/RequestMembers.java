package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds members to a JSON object. A member without a value and an empty list are omitted, so that EMR's default applies.
 *
 * @param json the object
 */
record RequestMembers(ObjectNode json) {
    /** Adds a string, number, boolean or JSON. */
    RequestMembers add(String name, @Nullable Object value) {
        if (value != null) {
            json.set(name, Json.of(value));
        }
        return this;
    }

    /** Adds a converted value. */
    <T> RequestMembers add(String name, @Nullable T value, Function<T, Object> toJson) {
        return add(name, value == null ? null : toJson.apply(value));
    }

    /** Adds a list of converted values. */
    <T> RequestMembers addAll(String name, List<T> values, Function<T, Object> toJson) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(name);
            values.forEach(value -> array.add(Json.of(toJson.apply(value))));
        }
        return this;
    }
}
