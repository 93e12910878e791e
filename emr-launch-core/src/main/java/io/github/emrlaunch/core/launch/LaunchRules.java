package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.ClusterTagRules;
import io.github.emrlaunch.core.internal.PrimaryNodes;
import io.github.emrlaunch.core.internal.SecurityOverrides;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.OverridePath;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** Checks at synthesis for errors that would fail every launch of a profile and a cluster configuration. */
final class LaunchRules {
    private LaunchRules() {}

    static void check(Construct scope, IEmrProfile profile, IClusterConfiguration configuration) {
        if (configuration instanceof Stacks.Imported) {
            configuration.getDefinition().requireLaunchable();
        }
        profile.requireTrustedRoles();
        configuration.requireTrustedRoles();
        TrustedAccounts.require(scope, profile, configuration);
        requireSameSubnets(profile, configuration);
        requireSameVpc(profile, configuration);
        ProfileReleaseRules.check(profile, configuration);
        if (PrimaryNodes.areSeveral(
                configuration.getDefinition().clusterConfiguration().path("Instances"))) {
            ProfileReleaseRules.checkSeveralPrimaryNodes(profile.getDefinition());
        }
        requireAutoScalingRole(profile, configuration.getDefinition());
    }

    /** Checks that the definition is loaded: its document is known at synthesis only then. */
    static void requireLoaded(String property, IConstruct definition) {
        if (!(definition instanceof Stacks.Imported)) {
            throw new IllegalArgumentException(
                    ("'pinDefinitions' requires loaded definitions, and '%s' %s is built by this app: its document is known "
                                    + "at deployment only. Build it in another app and load it by its name, or leave out 'pinDefinitions'")
                            .formatted(property, definition.getNode().getPath()));
        }
    }

    private static void requireAutoScalingRole(IEmrProfile profile, ClusterConfigurationDefinition configuration) {
        boolean scales = !configuration
                .clusterConfiguration()
                .path("Instances")
                .path("InstanceGroups")
                .findValues("AutoScalingPolicy")
                .stream()
                .allMatch(JsonNode::isNull);
        if (scales && profile.getDefinition().roles().autoScalingRole() == null) {
            throw new IllegalArgumentException(
                    "'clusterConfiguration' has a group that scales automatically, and 'emrProfile' has no auto-scaling role: "
                            + "use managed scaling, or a profile that has one");
        }
    }

    /** EMR accepts a security group for service access only in private subnets, where it requires one. */
    private static void requireSameSubnets(IEmrProfile profile, IClusterConfiguration configuration) {
        boolean hasServiceGroup = profile.getDefinition().securityGroups().serviceGroup() != null;
        configuration
                .runsInPublicSubnets()
                .filter(inPublic -> inPublic == hasServiceGroup)
                .ifPresent(inPublic -> {
                    throw new IllegalArgumentException(
                            "'clusterConfiguration' uses %s subnets, 'emrProfile' is for %s ones: build one with privateSubnets(%s)"
                                    .formatted(kind(inPublic), kind(!inPublic), !inPublic));
                });
        // EMR chooses one of the subnets of fleets. The launch fails whenever it chooses one of the other kind.
        List<ISubnet> others = configuration.subnetsKnownAs(hasServiceGroup);
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "'clusterConfiguration' %s has the %s subnet %s, 'emrProfile' is for %s ones. Use only %s subnets"
                            .formatted(
                                    configuration.getNode().getPath(),
                                    kind(hasServiceGroup),
                                    others.get(0).getNode().getPath(),
                                    kind(!hasServiceGroup),
                                    kind(!hasServiceGroup)));
        }
    }

    private static String kind(boolean publicSubnets) {
        return publicSubnets ? "public" : "private";
    }

    /** EMR launches no instances whose security groups are in another VPC than their subnet. */
    private static void requireSameVpc(IEmrProfile profile, IClusterConfiguration configuration) {
        String vpcId = profile.getDefinition().vpc();
        List<ISubnet> outside = vpcId == null ? List.of() : configuration.subnetsOutside(vpcId);
        if (!outside.isEmpty()) {
            throw new IllegalArgumentException(
                    "'clusterConfiguration' %s has the subnet %s, which is not in the VPC of 'emrProfile' %s. Use subnets of that VPC, or a profile for the other one"
                            .formatted(
                                    configuration.getNode().getPath(),
                                    outside.get(0).getNode().getPath(),
                                    profile.getNode().getPath()));
        }
    }

    /** Returns the overrides that a configuration offers. Those of a stored configuration are used as they are. */
    static Map<String, OverrideRule> offered(
            ClusterConfigurationDefinition configuration, String overrideInterface, boolean oneName) {
        Map<String, OverrideRule> overrides = new LinkedHashMap<>(ofInterface(configuration, overrideInterface));
        requireReachable(overrides, configuration);
        if (oneName) {
            overrides.values().removeIf(LaunchRules::choosesName);
        }
        return overrides;
    }

    /** A stored configuration may have no interface, not even the default interface. */
    private static Map<String, OverrideRule> ofInterface(ClusterConfigurationDefinition configuration, String name) {
        Validation.requireKnown("overrideInterface", name, "the cluster configuration is asked for it");
        if (name.equals(ClusterConfigurationDefinition.DEFAULT_INTERFACE)) {
            return configuration.defaultOverrides();
        }
        return configuration.overrides(name).orElseThrow(() -> {
            Map<String, ?> known = configuration.overrideInterfaces();
            return new IllegalArgumentException(
                    "'overrideInterface': the cluster configuration '%s' has no interface '%s'. It has: %s. Its builder adds one: overrideInterface(name, …)"
                            .formatted(
                                    configuration.definitionName(),
                                    name,
                                    known == null || known.isEmpty() ? "none" : String.join(", ", known.keySet())));
        });
    }

    /** Returns the overrides that were passed to the builder. */
    static Map<String, OverrideRule> allowed(
            Map<String, OverrideRule> overrides, ClusterConfigurationDefinition configuration, boolean oneName) {
        requireReachable(overrides, configuration);
        try {
            SecurityOverrides.requireAcknowledged(overrides, configuration.clusterConfiguration());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'allowedOverrides': " + e.getMessage(), e);
        }
        overrides.forEach((name, rule) -> {
            if (oneName && choosesName(rule)) {
                throw new IllegalArgumentException(
                        ("'allowedOverrides': override '%s' lets an execution choose the cluster's name, and with another name it would "
                                        + "start a second cluster in spite of 'alwaysFailIfClusterRunning'. Leave it out, or list the names: "
                                        + "withAllowedValues")
                                .formatted(name));
            }
        });
        return overrides;
    }

    private static boolean choosesName(OverrideRule rule) {
        return OverridePath.parse(rule.target()).isName()
                && rule.allowedValues().isEmpty();
    }

    private static void requireReachable(
            Map<String, OverrideRule> overrides, ClusterConfigurationDefinition configuration) {
        try {
            new ClusterConfigurationOverrides(overrides).requireReachable(configuration.clusterConfiguration());
        } catch (InvalidOverrideException e) {
            throw new IllegalArgumentException("'allowedOverrides': " + e.getMessage(), e);
        }
    }

    /**
     * Checks the paths that an override function may change. Each must be security-relevant: other paths may change without being named.
     */
    static void requireChangeable(List<String> paths, boolean hasOverrideFunction) {
        if (!paths.isEmpty() && !hasOverrideFunction) {
            throw new IllegalArgumentException(
                    "'overrideFunctionMayChange' needs an 'overrideFunction', got: %s".formatted(paths));
        }
        for (String path : paths) {
            Validation.requireKnown("overrideFunctionMayChange", path, "it is a path in the request");
            try {
                OverridePath parsed = OverridePath.parse(path);
                if (parsed.securityConsequence().isEmpty() || parsed.isTags()) {
                    throw new IllegalArgumentException(
                            parsed.isTags()
                                    ? "'overrideFunctionMayChange': set the tags that may change with 'overridableTags', got: %s"
                                            .formatted(path)
                                    : ("'overrideFunctionMayChange' must be paths that bear on security, such as Instances.Ec2SubnetIds; "
                                                    + "others may change anyway, got: %s")
                                            .formatted(path));
                }
            } catch (InvalidOverrideException e) {
                throw new IllegalArgumentException("'overrideFunctionMayChange': " + e.getMessage(), e);
            }
        }
    }

    /** Tags of the launch function and of the cluster configuration may have the same key. */
    static void requireDifferentTags(Map<String, String> clusterTags, ClusterConfigurationDefinition configuration) {
        Tag.requireDifferent(tagKeys(clusterTags, configuration));
    }

    /** Tags that are known before the CDK has applied its aspects; inherited ones are counted later. */
    static void requireFewTags(
            Map<String, String> clusterTags,
            ClusterConfigurationDefinition configuration,
            Map<String, String> productTags) {
        List<String> added = new ArrayList<>(productTags.keySet());
        added.addAll(List.of(Tag.MANAGED_POLICIES_KEY, Tag.FUNCTION_KEY));
        ClusterTagRules.requireCount("clusterTags", tagKeys(clusterTags, configuration), added);
    }

    private static List<String> tagKeys(Map<String, String> clusterTags, ClusterConfigurationDefinition configuration) {
        List<String> keys = new ArrayList<>(clusterTags.keySet());
        configuration
                .clusterConfiguration()
                .path("Tags")
                .forEach(tag -> keys.add(tag.path("Key").asText()));
        return keys;
    }
}
