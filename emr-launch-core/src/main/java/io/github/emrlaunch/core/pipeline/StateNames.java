package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Digests;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The names of the states of phases and steps: readable, unique in a state machine, the same in each synthesis. A step has nearly any
 * name, so that of its state is made of it.
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
     * Names for a state machine.
     *
     * @param prefix what all names begin with; may be empty
     * @param isTaken whether another state of the machine has a name
     */
    StateNames(String prefix, Predicate<String> isTaken) {
        this.prefix = prefix;
        this.isTaken = isTaken;
    }

    /** The name of the first state of a step, the same whenever it is asked for. */
    String of(EmrStep step) {
        return steps.computeIfAbsent(step.name(), this::add);
    }

    /** The name of another state of a step, such as {@code Load: Look}. */
    String of(EmrStep step, String what) {
        return steps.computeIfAbsent(step.name() + "\n" + what, key -> add(step.name(), ": " + what));
    }

    /** A new name, as near to the text as can be. */
    String add(String text) {
        return add(text, "");
    }

    /** A new name: the text, or the other text if that is taken. */
    String addFirstOf(String text, String other) {
        String name = readable(prefix + text, "");
        return isTaken.test(name) || names.contains(name) ? add(other) : add(text);
    }

    /** A new name with an ending that is kept. */
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
     * Text that every reader of a history can print, and that is no pattern or expression anywhere. What is cut leaves a digest, so that long
     * names that begin alike differ.
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
