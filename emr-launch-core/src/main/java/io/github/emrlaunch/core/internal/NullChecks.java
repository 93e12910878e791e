package io.github.emrlaunch.core.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses nulls in builders. The fields of a builder have the names of its properties. Languages such as Kotlin and Scala, and Java without
 * NullAway, can pass nulls without a compiler error.
 */
final class NullChecks {
    private NullChecks() {}

    static void check(Object builder) {
        for (Field field : builder.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                check(field, value(builder, field));
            }
        }
    }

    private static @Nullable Object value(Object builder, Field field) {
        try {
            field.setAccessible(true);
            return field.get(builder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Field field, @Nullable Object value) {
        String property = field.getName();
        if (value == null) {
            if (!field.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new IllegalArgumentException(
                        "'%s' must not be null. Omit it for its default".formatted(property));
            }
        } else if (value instanceof Collection<?> values) {
            Validation.requireNoNull(property, values);
        } else if (value instanceof Map<?, ?> values) {
            Validation.requireNoNull(property, values);
        }
    }
}
