package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Immutable copies of the arguments of builder setters. They may contain nulls, which the copies of the JDK refuse without a name.
 * {@link Validation} refuses them with the property's name, when the construct's path is known.
 */
@SuppressWarnings("NullAway") // A null list or map remains null.
public final class Copies {
    private Copies() {}

    /** Returns a copy of variable arguments. */
    public static <T> List<T> of(T @Nullable [] values) {
        return values == null ? null : Arrays.asList(values.clone());
    }

    /** Returns a copy of a list. */
    public static <T> List<T> of(@Nullable Collection<? extends T> values) {
        return values == null ? null : Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** Returns a copy of a list with converted elements. */
    public static <S, T> List<T> of(@Nullable Collection<S> values, Function<S, T> conversion) {
        return values == null
                ? null
                : of(values.stream()
                        .map(value -> value == null ? null : conversion.apply(value))
                        .collect(Collectors.toList()));
    }

    /**
     * Returns a copy of a map sorted by key: the order of a map may differ in each synthesis, which would change each deployment.
     */
    public static <K extends Comparable<K>, V> Map<K, V> sorted(@Nullable Map<K, ? extends V> values) {
        if (values == null) {
            return null;
        }
        Map<K, V> copy = new LinkedHashMap<>(values);
        return Collections.unmodifiableMap(copy.containsKey(null) ? copy : new TreeMap<>(copy));
    }
}
