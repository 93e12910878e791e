package io.github.emrlaunch.states.internal.jsonata;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that a regular expression may look at only so often. */
final class BoundedText implements CharSequence {
    private static final int MAXIMUM_LOOKS = 20_000_000;

    private final String text;
    private int looks;

    private BoundedText(String text) {
        this.text = text;
    }

    /**
     * Finds all matches, and forgets them.
     *
     * @throws BoundExceededException when that takes too long
     */
    static void tryMatching(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(new BoundedText(text));
        try {
            while (matcher.find()) {
                // only the effort counts
            }
        } catch (StackOverflowError e) {
            throw new BoundExceededException("A regular expression is nested too deep for its text");
        }
    }

    @Override
    public char charAt(int index) {
        if (++looks > MAXIMUM_LOOKS) {
            throw new BoundExceededException("A regular expression takes more than %d steps".formatted(MAXIMUM_LOOKS));
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
