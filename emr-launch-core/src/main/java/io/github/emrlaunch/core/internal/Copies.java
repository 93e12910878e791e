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
 * Immutable copies of what the setters of a builder are given. They hold nulls, which the copies of the JDK refuse without a name:
 * {@link Validation} refuses them with the property's name, once the construct's path is known.
 */
@SuppressWarnings("NullAway") // A null in place of a list or a map stays one.
public final class Copies {
    private Copies() {}

    /** A copy of variable arguments. */
    public static <T> List<T> of(T @Nullable [] values) {
        return values == null ? null : Arrays.asList(values.clone());
    }

    /** A copy of a list. */
    public static <T> List<T> of(@Nullable Collection<? extends T> values) {
        return values == null ? null : Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** A list of what a list's elements are turned into. */
    public static <S, T> List<T> of(@Nullable Collection<S> values, Function<S, T> conversion) {
        return values == null
                ? null
                : of(values.stream()
                        .map(value -> value == null ? null : conversion.apply(value))
                        .collect(Collectors.toList()));
    }

    /**
     * A copy of a map in the order of its keys: a map's own order may differ at each synth, and each deployment would change something.
     */
    public static <K extends Comparable<K>, V> Map<K, V> sorted(@Nullable Map<K, ? extends V> values) {
        if (values == null) {
            return null;
        }
        Map<K, V> copy = new LinkedHashMap<>(values);
        return Collections.unmodifiableMap(copy.containsKey(null) ? copy : new TreeMap<>(copy));
    }
}
