package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.EmrRelease;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rules for classifications. EMR refuses a classification that its release does not have: "Classification 'spark-log4j'
 * is not valid for parent classification 'null'". Each release has about a hundred classifications. These rules only
 * cover those that later releases removed.
 */
final class ClassificationRules {
    /**
     * A classification that EMR refuses from a certain release on.
     *
     * @param since the first release without it
     * @param ofSpark whether releases that have Spark only refuse it too
     */
    private record Replaced(String name, String by, EmrRelease since, boolean ofSpark) {
        boolean isRefusedBy(String releaseLabel) {
            return EmrRelease.isOfSpark(releaseLabel)
                    ? ofSpark
                    : EmrRelease.parse(releaseLabel)
                            .filter(release -> !release.isBefore(since))
                            .isPresent();
        }
    }

    /**
     * The classifications that a release refuses, from EMR's release notes and users' reports. Looked up on 2026-11-28.
     */
    private static final List<Replaced> REPLACED = List.of(
            // https://github.com/aws/aws-sdk-pandas/issues/2162 reports 6.9.0. The answer of 6.8 is not known, so it
            // passes. Releases with Spark only:
            // https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark810-release.html
            new Replaced("spark-log4j", "spark-log4j2", new EmrRelease(6, 9, 0), true),
            // https://docs.aws.amazon.com/emr/latest/ReleaseGuide/HBase-release-history-changes-790.html
            new Replaced("hbase-log4j", "hbase-log4j2", new EmrRelease(7, 9, 0), false));

    private ClassificationRules() {}

    static void check(RequestNode request) {
        String releaseLabel = request.get("ReleaseLabel").text();
        owners(request).flatMap(ClassificationRules::configurations).forEach(configuration -> {
            RequestNode classification = configuration.get("Classification");
            refusal(classification.text(), releaseLabel).ifPresent(refusal -> {
                throw classification.violates(refusal);
            });
        });
    }

    /**
     * Checks a classification whose properties come from a secret.
     *
     * @throws IllegalArgumentException if the release does not have it
     */
    static void checkSecret(String classification, String releaseLabel) {
        refusal(classification, releaseLabel).ifPresent(refusal -> {
            throw new IllegalArgumentException(
                    "'secretConfigurations' has a classification that %s, got: %s".formatted(refusal, classification));
        });
    }

    private static Optional<String> refusal(String classification, String releaseLabel) {
        return REPLACED.stream()
                .filter(replaced -> replaced.name().equals(classification) && replaced.isRefusedBy(releaseLabel))
                .findFirst()
                .map(replaced ->
                        "was replaced by '%s' in release %s, and EMR refuses it from then on; 'ReleaseLabel' is %s"
                                .formatted(replaced.by(), replaced.since(), releaseLabel));
    }

    /**
     * Returns the nodes that can have configurations: the cluster, its groups, and the instance types of its fleets.
     */
    private static Stream<RequestNode> owners(RequestNode request) {
        RequestNode instances = request.get("Instances");
        return Stream.of(
                        Stream.of(request),
                        instances.get("InstanceGroups").elements().stream(),
                        instances.get("InstanceFleets").elements().stream()
                                .flatMap(fleet -> fleet.get("InstanceTypeConfigs").elements().stream()))
                .flatMap(owners -> owners);
    }

    /** Returns the configurations of a node, including nested ones. */
    private static Stream<RequestNode> configurations(RequestNode owner) {
        return owner.get("Configurations").elements().stream()
                .flatMap(one -> Stream.concat(Stream.of(one), configurations(one)));
    }
}
