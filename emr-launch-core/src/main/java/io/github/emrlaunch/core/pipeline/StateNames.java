package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Digests;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The names of the states of phases and steps: readable, unique in a state machine, and the same in each synthesis. The names of steps may
 * have nearly any
 * character, so the names of their states are derived from them.
 *
 * @see <a href="https://states-language.net/spec.html">Amazon States Language</a>, where a name has at most 80 characters
 */
final class StateNames {
    private static final int MAX = 80;
    private static final int DIGITS = 6;

    private final String prefix;
    private final Predicate<String> isTaken;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> steps = new HashMap<>();

    /**
     * Creates names for a state machine.
     *
     * @param prefix the prefix of all names; may be empty
     * @param isTaken a predicate that returns whether another state of the machine has the name
     */
    StateNames(String prefix, Predicate<String> isTaken) {
        this.prefix = prefix;
        this.isTaken = isTaken;
    }

    /** Returns the name of the first state of a step, always the same for the same step. */
    String of(EmrStep step) {
        return steps.computeIfAbsent(step.name(), this::add);
    }

    /** Returns the name of another state of a step, such as {@code Load: Look}. */
    String of(EmrStep step, String what) {
        return steps.computeIfAbsent(step.name() + "\n" + what, key -> add(step.name(), ": " + what));
    }

    /** Returns a new name that is as similar to the text as possible. */
    String add(String text) {
        return add(text, "");
    }

    /** Returns a new name: the text, or the other text if the first is taken. */
    String addFirstOf(String text, String other) {
        String name = readable(prefix + text, "");
        return isTaken.test(name) || names.contains(name) ? add(other) : add(text);
    }

    /** Returns a new name with an unchanged suffix. */
    String add(String text, String ending) {
        String readable = readable(prefix + text, ending);
        String name = readable + ending;
        for (int i = 2; isTaken.test(name) || !names.add(name); i++) {
            String numbered = " (%d)%s".formatted(i, ending);
            name = readable(prefix + text, numbered) + numbered;
        }
        return name;
    }

    /**
     * Returns a printable name without characters that have a meaning in patterns or expressions. A truncated name has a digest, so that
     * long
     * names with the same beginning differ.
     */
    private static String readable(String text, String ending) {
        String plain = text.replaceAll("[^\\p{L}\\p{M}\\p{N} ._:()/'+=@,-]|[\\x{10000}-\\x{10FFFF}]", " ")
                .replaceAll(" +", " ")
                .strip();
        if (plain.isEmpty()) {
            plain = Digests.of(text, DIGITS);
        }
        int room = MAX - ending.length();
        if (plain.length() <= room) {
            return plain;
        }
        return plain.substring(0, room - DIGITS - 1).strip() + " " + Digests.of(text, DIGITS);
    }
}
