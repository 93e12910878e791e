package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.ReleaseRange;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The releases that the security settings of a profile require. A setting that is missing in the profile's document, as in documents of the
 * Python
 * library, requires nothing.
 */
final class ProfileReleaseRules {
    /**
     * A feature and the releases that have it. The source is the page above each.
     *
     * @param name the name in messages
     * @param remedy the setting of a profile without the feature; empty if there is none
     */
    private record Feature(String name, ReleaseRange releases, String remedy, Predicate<EmrProfileDefinition> isUsed) {}

    private static final List<Feature> FEATURES = List.of(
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption.html
            new Feature(
                    "security configurations",
                    ReleaseRange.since("4.8.0"),
                    "",
                    profile -> profile.securityConfiguration() != null),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
            new Feature(
                    "settings of the instance metadata service, such as IMDSv2",
                    ReleaseRange.since("5.32.0", "6.2.0").withPatches("5.23.1", "5.27.1"),
                    "requireImdsv2(false), without httpPutResponseHopLimit",
                    has(EmrProfileDefinition::instanceMetadataServiceConfiguration)),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption-options.html
            new Feature(
                    "EBS encryption of local disks",
                    ReleaseRange.since("5.24.0"),
                    "LocalDiskEncryption.kmsWithoutEbs",
                    isTrue(EmrProfileDefinition::localDiskEncryptionConfiguration, "/EnableEbsEncryption")),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos-options.html
            new Feature(
                    "Kerberos",
                    ReleaseRange.since("5.10.0"),
                    "no kerberosAuthentication",
                    has(EmrProfileDefinition::kerberosConfiguration)),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
            new Feature(
                    "a KDC outside of the cluster",
                    ReleaseRange.since("5.20.0"),
                    "KerberosAuthentication.clusterDedicatedKdc",
                    profile -> provider(profile).equals("ExternalKdc")),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html
            new Feature(
                    "roles of EMRFS",
                    ReleaseRange.since("5.10.0"),
                    "no emrFsRoleMappings",
                    has(EmrProfileDefinition::emrFsConfiguration)),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
            new Feature(
                    "runtime roles of steps",
                    ReleaseRange.since("6.7.0"),
                    "no runtimeRoles",
                    ProfileReleaseRules::hasRuntimeRoles),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/lake-formation-fine-grained-access.html
            new Feature(
                    "access to tables by Lake Formation",
                    ReleaseRange.since("6.15.0"),
                    "no lakeFormationSessionTag",
                    profile -> has(profile.lakeFormationConfiguration(), "/AuthorizedSessionTagValue")),
            // https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-hbase-wal-considerations.html
            new Feature(
                    "encryption of write-ahead logs in EMR's WAL service",
                    ReleaseRange.since("6.15.0"),
                    "no walEncryption",
                    has(EmrProfileDefinition::walEncryptionConfiguration)),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-considerations.html
            new Feature(
                    "IAM Identity Center",
                    ReleaseRange.since("6.15.0"),
                    "no identityCenter",
                    isTrue(EmrProfileDefinition::identityCenterConfiguration, "/EnableIdentityCenter")),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-considerations.html
            new Feature(
                    "IAM Identity Center together with runtime roles",
                    ReleaseRange.since("7.8.0"),
                    "either identityCenter or runtimeRoles",
                    isTrue(EmrProfileDefinition::identityCenterConfiguration, "/EnableIdentityCenter")
                            .and(ProfileReleaseRules::hasRuntimeRoles)),
            // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-user-background-sessions.html
            new Feature(
                    "background sessions of users",
                    ReleaseRange.since("7.11.0"),
                    "an IdentityCenter without withUserBackgroundSessions",
                    isTrue(EmrProfileDefinition::identityCenterConfiguration, "/EnableUserBackgroundSession")));

    private ProfileReleaseRules() {}

    private static Predicate<EmrProfileDefinition> has(
            Function<EmrProfileDefinition, @Nullable ObjectNode> configuration) {
        return profile -> configuration.apply(profile) != null;
    }

    private static boolean hasRuntimeRoles(EmrProfileDefinition profile) {
        return profile.runtimeRoles().orElse(false);
    }

    private static boolean has(@Nullable ObjectNode configuration, String path) {
        return configuration != null
                && configuration.at(path).isValueNode()
                && !configuration.at(path).isNull();
    }

    /** The examples of the guide also write true and false as strings. */
    private static Predicate<EmrProfileDefinition> isTrue(
            Function<EmrProfileDefinition, @Nullable ObjectNode> configuration, String path) {
        return profile -> {
            ObjectNode json = configuration.apply(profile);
            return json != null && json.at(path).asText().equals("true");
        };
    }

    private static String provider(EmrProfileDefinition profile) {
        return profile.kerberosConfiguration() == null
                ? ""
                : profile.kerberosConfiguration().path("Provider").asText();
    }

    /**
     * Checks the release of the cluster configuration against the profile.
     *
     * @throws IllegalArgumentException when the release of the cluster configuration does not have a feature of the profile
     */
    static void check(IEmrProfile profile, IClusterConfiguration configuration) {
        JsonNode label = configuration.getDefinition().clusterConfiguration().path("ReleaseLabel");
        Optional<EmrRelease> release = EmrRelease.parse(label.asText());
        for (Feature feature : FEATURES) {
            if (release.isPresent()
                    && !feature.releases.has(release.get())
                    && feature.isUsed.test(profile.getDefinition())) {
                throw new IllegalArgumentException(
                        "'emrProfile' %s uses %s, which requires release %s; 'clusterConfiguration' %s has the 'ReleaseLabel' %s. Use such a release%s"
                                .formatted(
                                        profile.getNode().getPath(),
                                        feature.name,
                                        feature.releases,
                                        configuration.getNode().getPath(),
                                        label.asText(),
                                        feature.remedy.isEmpty()
                                                ? ": each profile of this library has a security configuration"
                                                : ", or a profile without it. Builder settings without it: "
                                                        + feature.remedy));
            }
        }
    }

    /**
     * Checks for settings that clusters with several primary nodes do not support, see <a
     * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha-launch.html">Launch a cluster with multiple primary nodes</a>
     * and <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-considerations.html">Considerations for IAM Identity
     * Center</a>.
     */
    static void checkSeveralPrimaryNodes(EmrProfileDefinition profile) {
        if (hasRuntimeRoles(profile)) {
            throw several("runtime roles, which EMR doesn't have on");
        }
        if (isTrue(EmrProfileDefinition::identityCenterConfiguration, "/EnableIdentityCenter")
                .test(profile)) {
            throw several("IAM Identity Center, which EMR doesn't have on");
        }
        if (provider(profile).equals("ClusterDedicatedKdc")) {
            throw several(
                    "a KDC of the cluster's own, and EMR takes one outside of it (KerberosAuthentication.externalKdc) for");
        }
    }

    private static IllegalArgumentException several(String what) {
        return new IllegalArgumentException(
                "'emrProfile' has %s clusters with several primary nodes: 'clusterConfiguration' must have one"
                        .formatted(what));
    }
}
