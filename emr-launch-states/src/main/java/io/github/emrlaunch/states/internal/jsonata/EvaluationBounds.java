package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one evaluation. Step Functions limits depth, memory and time, but does not document the values. Others measured depth
 * and memory: 100 levels, and 873,782 numbers in an array. Time is measured in steps here, so that a
 * result does not depend on the machine.
 */
final class EvaluationBounds {
    private static final int MAXIMUM_DEPTH = 100;
    private static final int MAXIMUM_STEPS = 3_000_000;
    private static final int MAXIMUM_NESTING = 1000;
    private static final int NUMBER = 8;
    private static final long MAXIMUM_WEIGHT = 873_782L * NUMBER;

    /** The weight of a larger container is cached. The size of the cache is limited, too. */
    private static final long WORTH_KEEPING = 1000;

    private static final long MOST_KEPT = 4 * MAXIMUM_WEIGHT;

    private final IdentityHashMap<Object, Weighed> weights = new IdentityHashMap<>();
    private long kept;
    private int depth;
    private int steps;
    private int deepest;

    /** The weight of a value and the number of its nested levels. */
    private record Weighed(long weight, int levels) {}

    /** Limits all evaluations in a frame. */
    void bind(Jsonata.Frame frame) {
        frame.setEvaluateEntryCallback((expression, input, environment) -> enter());
        frame.setEvaluateExitCallback((expression, input, environment, result) -> exit(result));
    }

    private void enter() {
        if (++depth > MAXIMUM_DEPTH) {
            throw exceeded("The expression is nested deeper than %d levels. Check for a recursion without an end"
                    .formatted(MAXIMUM_DEPTH));
        }
        if (++steps > MAXIMUM_STEPS) {
            throw exceeded("The expression takes more than %d steps. Check for a loop without an end"
                    .formatted(MAXIMUM_STEPS));
        }
    }

    private void exit(@Nullable Object result) {
        depth--;
        weigh(result, 0);
    }

    private long weigh(@Nullable Object value, int nesting) {
        if (value instanceof String text) {
            return bounded(text.length());
        }
        if (!(value instanceof Collection<?> || value instanceof Map<?, ?>)) {
            return NUMBER;
        }
        Weighed known = weights.get(value);
        int level = known == null ? nesting : nesting + known.levels;
        if (level > MAXIMUM_NESTING) {
            throw exceeded("A value is nested deeper than %d levels".formatted(MAXIMUM_NESTING));
        }
        int deepestOutside = deepest;
        deepest = level;
        long weight;
        if (known == null) {
            weight = value instanceof Map<?, ?> map ? weighMembers(map, nesting) : weighItems(value, nesting);
            if (weight > WORTH_KEEPING) {
                keep(value, weight, deepest - nesting);
            }
        } else {
            weight = known.weight;
        }
        deepest = Math.max(deepest, deepestOutside);
        return weight;
    }

    private long weighItems(Object value, int nesting) {
        Collection<?> items = (Collection<?>) value;
        long weight = bounded((long) items.size() * NUMBER);
        // A range contains only numbers and creates them on demand.
        if (value instanceof Utils.RangeList) {
            return weight;
        }
        for (Object item : items) {
            long more = weigh(item, nesting + 1);
            weight = bounded(more > NUMBER ? weight + more : weight);
        }
        return weight;
    }

    private long weighMembers(Map<?, ?> map, int nesting) {
        long weight = NUMBER;
        for (Map.Entry<?, ?> member : map.entrySet()) {
            weight = bounded(weight + weigh(member.getKey(), nesting) + weigh(member.getValue(), nesting + 1));
        }
        return weight;
    }

    private void keep(Object value, long weight, int levels) {
        if (kept > MOST_KEPT) {
            weights.clear();
            kept = 0;
        }
        kept += weight;
        weights.put(value, new Weighed(weight, levels));
    }

    /** The weight of a value, which is also refused before it is made. */
    static long bounded(long weight) {
        if (weight > MAXIMUM_WEIGHT) {
            throw exceeded("A value takes more than %d bytes".formatted(MAXIMUM_WEIGHT));
        }
        return weight;
    }

    private static BoundExceededException exceeded(String bound) {
        return new BoundExceededException(bound);
    }
}
