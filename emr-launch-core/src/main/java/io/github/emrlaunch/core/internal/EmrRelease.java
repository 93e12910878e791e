package io.github.emrlaunch.core.internal;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of EMR, such as {@code emr-7.12.0}. A release such as {@code emr-spark-8.0.0} has only Spark, and is later than all releases of
 * the other form.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-components.html">About releases</a>
 */
public record EmrRelease(int major, int minor, int patch) implements Comparable<EmrRelease> {
    private static final Pattern LABEL = Pattern.compile("emr-(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(-[A-Za-z0-9.-]+)?");
    /** A preview has no patch: {@code emr-spark-8.0-preview}. */
    private static final Pattern OF_SPARK =
            Pattern.compile("emr-spark-(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?(-[A-Za-z0-9.-]+)?");

    private static final int FIRST_WITH_A_LABEL = 4;

    /** Returns the release of a label; empty if it is not a release label. */
    public static Optional<EmrRelease> parse(String label) {
        Matcher matcher = (isOfSpark(label) ? OF_SPARK : LABEL).matcher(label);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        MatchResult parts = matcher.toMatchResult();
        EmrRelease release = new EmrRelease(number(parts, 1), number(parts, 2), number(parts, 3));
        return release.major < FIRST_WITH_A_LABEL ? Optional.empty() : Optional.of(release);
    }

    /** Returns whether a label is that of a release with only Spark. */
    public static boolean isOfSpark(String label) {
        return OF_SPARK.matcher(label).matches();
    }

    private static int number(MatchResult parts, int group) {
        String number = parts.group(group);
        return number == null ? 0 : Integer.parseInt(number);
    }

    /** Returns whether this release is earlier. */
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
