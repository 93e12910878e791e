package io.github.emrlaunch.definitions;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the intended name of a misspelled one. */
public final class NearestName {
    private static final int MAX_DISTANCE = 2;

    /** The number of characters per mistake, and the maximum number of mistakes: short names have many similar names. */
    private static final int CHARACTERS_OF_A_MISTAKE = 5;

    private static final int MAX_MISTAKES = 3;

    private NearestName() {}

    /** Returns the number of letters that may differ in a misspelling of this name. */
    public static int mistakes(String known) {
        return Math.min(MAX_MISTAKES, known.length() / CHARACTERS_OF_A_MISTAKE);
    }

    /** Returns the first member of an input whose name is similar, but not equal, to the name. Other names belong to the user. */
    public static Optional<String> meant(String name, Collection<String> members) {
        return members.contains(name)
                ? Optional.empty()
                : members.stream().filter(member -> isNear(name, member)).findFirst();
    }

    /** A short name allows no mistakes, except the singular: {@code Tag} is near {@code Tags}. */
    private static boolean isNear(String name, String member) {
        return letters(member).equals(letters(name))
                || member.equals(name + "s")
                || distance(member, name) <= mistakes(member);
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    /**
     * Returns the known name with the fewest differences, at most two letters and at most half of its own, ignoring
     * case.
     */
    public static Optional<String> find(String name, Collection<String> known) {
        int maximum = Math.min(MAX_DISTANCE, name.length() / 2);
        return known.stream()
                .filter(candidate -> distance(candidate, name) <= maximum)
                .min(Comparator.comparingInt((String candidate) -> distance(candidate, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns the Levenshtein distance of two names, ignoring case. */
    public static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] costs = new int[b.length() + 1];
        for (int j = 0; j < costs.length; j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = costs[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                costs[j] = Math.min(replaced, Math.min(above, costs[j - 1]) + 1);
                diagonal = above;
            }
        }
        return costs[b.length()];
    }
}
