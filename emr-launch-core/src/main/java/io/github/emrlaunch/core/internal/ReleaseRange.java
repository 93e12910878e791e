package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The releases of EMR that have a feature.
 *
 * @param since the first release that has it, in each series that has it
 * @param patches earlier releases that have it since a patch, each including the later patches of its minor release
 */
public record ReleaseRange(List<EmrRelease> since, List<EmrRelease> patches) {
    /** Copies the lists. */
    public ReleaseRange {
        since = List.copyOf(since);
        patches = List.copyOf(patches);
    }

    /** Returns the releases from these on, one for each series. */
    public static ReleaseRange since(String... releases) {
        return new ReleaseRange(parse(releases), List.of());
    }

    /** Returns this range with releases that have the feature since a patch. */
    public ReleaseRange withPatches(String... releases) {
        return new ReleaseRange(since, parse(releases));
    }

    private static List<EmrRelease> parse(String... releases) {
        return Stream.of(releases)
                .flatMap(release -> EmrRelease.parse("emr-" + release).stream())
                .toList();
    }

    /** Returns whether a release has the feature. */
    public boolean has(EmrRelease release) {
        // The first release of the newest series that is not later than the release is decisive.
        Optional<EmrRelease> first = since.stream()
                .filter(candidate -> candidate.major() <= release.major())
                .reduce((older, newer) -> newer);
        return (first.isPresent() && !release.isBefore(first.get()))
                || patches.stream()
                        .anyMatch(patch -> patch.major() == release.major()
                                && patch.minor() == release.minor()
                                && patch.patch() <= release.patch());
    }

    /** Returns the releases, as in {@code 5.30.0, 6.1.0 or later}. */
    @Override
    public String toString() {
        List<EmrRelease> all = new ArrayList<>(patches);
        all.addAll(since);
        return all.stream()
                        .sorted(Comparator.naturalOrder())
                        .map(EmrRelease::toString)
                        .collect(Collectors.joining(", "))
                + " or later";
    }
}
