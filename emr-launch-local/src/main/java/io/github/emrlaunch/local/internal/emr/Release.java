package io.github.emrlaunch.local.internal.emr;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An EMR release, such as {@code emr-7.1.0} or {@code emr-spark-8.0.0}. Labels of EMR on EKS, such as
 * {@code emr-7.1.0-latest}, are not releases of EMR on EC2.
 */
record Release(int major, int minor, int patch) {
    private static final Pattern LABEL = Pattern.compile("emr-(spark-)?(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int FIRST = 4;
    private static final int FIRST_OF_SPARK = 8;

    static Optional<Release> parse(String label) {
        Matcher matcher = LABEL.matcher(label);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Release release = new Release(
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)));
        int first = matcher.group(1) == null ? FIRST : FIRST_OF_SPARK;
        return release.major >= first ? Optional.of(release) : Optional.empty();
    }

    /** Returns whether the release has a feature that one series introduced first and the next series in a later minor release. */
    boolean hasSince(int firstMajor, int firstMinor, int nextMajorMinor) {
        if (major == firstMajor) {
            return minor >= firstMinor;
        }
        return major > firstMajor + 1 || (major == firstMajor + 1 && minor >= nextMajorMinor);
    }

    /** Returns whether a fleet can have three primary nodes. Patches of existing releases introduced this feature. */
    boolean hasHighlyAvailableFleets() {
        return hasSince(6, 12, 0) || (patch > 0 && (major == 5 ? minor >= 36 : major == 6 && minor >= 8));
    }

    /** Returns whether the components of the release use IMDSv2. */
    boolean hasInstanceMetadataOfVersion2() {
        return hasSince(5, 32, 2) || (major == 5 && patch > 0 && (minor == 23 || minor == 27));
    }
}
