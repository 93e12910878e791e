package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.JException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with a limited number of reads by regular expressions, because those of Java can take exponential time. */
final class BoundedText implements CharSequence {
    private static final int MAXIMUM_LOOKS = 20_000_000;

    private final String text;
    private int looks;

    private BoundedText(String text) {
        this.text = text;
    }

    /**
     * Finds matches.
     *
     * @param limit the maximum number of matches
     * @throws JException when a match is empty
     * @throws BoundExceededException when it takes too long
     */
    static List<MatchResult> find(Pattern pattern, String text, double limit) {
        List<MatchResult> matches = new ArrayList<>();
        Matcher matcher = pattern.matcher(new BoundedText(text));
        try {
            while (matches.size() < limit && matcher.find()) {
                if (matcher.end() == matcher.start()) {
                    throw new JException("D1004", -1, pattern.pattern());
                }
                matches.add(matcher.toMatchResult());
            }
        } catch (StackOverflowError e) {
            throw new BoundExceededException("A regular expression is nested too deep for its text");
        }
        return matches;
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
