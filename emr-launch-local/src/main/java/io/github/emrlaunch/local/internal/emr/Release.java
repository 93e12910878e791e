package io.github.emrlaunch.local.internal.emr;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An EMR release, such as {@code emr-7.1.0}. */
record Release(int major, int minor, int patch) {
    private static final Pattern LABEL = Pattern.compile("emr-(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(-latest)?");

    static Optional<Release> parse(String label) {
        Matcher matcher = LABEL.matcher(label);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Release release = new Release(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
        return release.major >= 4 ? Optional.of(release) : Optional.empty();
    }

    /** Whether a feature is there that came to one series first and to the next one with a later minor. */
    boolean hasSince(int firstMajor, int firstMinor, int nextMajorMinor) {
        if (major == firstMajor) {
            return minor >= firstMinor;
        }
        return major > firstMajor + 1 || (major == firstMajor + 1 && minor >= nextMajorMinor);
    }

    /** Whether a fleet can have three primary nodes, which came with patches of releases that were there already. */
    boolean hasHighlyAvailableFleets() {
        return hasSince(6, 12, 0) || (patch > 0 && (major == 5 ? minor >= 36 : major == 6 && minor >= 8));
    }
}
