package io.github.emrlaunch.core.internal;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of EMR, such as {@code emr-7.12.0}. One of the form {@code emr-spark-8.0.0} has Spark only, and comes after all of the other form.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-components.html">About releases</a>
 */
public record EmrRelease(int major, int minor, int patch) implements Comparable<EmrRelease> {
    private static final Pattern LABEL = Pattern.compile("emr-(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(-[A-Za-z0-9.-]+)?");
    /** A preview has no patch: {@code emr-spark-8.0-preview}. */
    private static final Pattern OF_SPARK =
            Pattern.compile("emr-spark-(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?(-[A-Za-z0-9.-]+)?");

    private static final int FIRST_WITH_A_LABEL = 4;

    /** The release of a label; empty when it isn't one. */
    public static Optional<EmrRelease> parse(String label) {
        Matcher matcher = (isOfSpark(label) ? OF_SPARK : LABEL).matcher(label);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        MatchResult parts = matcher.toMatchResult();
        EmrRelease release = new EmrRelease(number(parts, 1), number(parts, 2), number(parts, 3));
        return release.major < FIRST_WITH_A_LABEL ? Optional.empty() : Optional.of(release);
    }

    /** Whether a label is that of a release that has Spark only. */
    public static boolean isOfSpark(String label) {
        return OF_SPARK.matcher(label).matches();
    }

    private static int number(MatchResult parts, int group) {
        String number = parts.group(group);
        return number == null ? 0 : Integer.parseInt(number);
    }

    /** Whether it is an earlier one. */
    public boolean isBefore(EmrRelease other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(EmrRelease other) {
        return Comparator.comparingInt(EmrRelease::major)
                .thenComparingInt(EmrRelease::minor)
                .thenComparingInt(EmrRelease::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return "%d.%d.%d".formatted(major, minor, patch);
    }
}
