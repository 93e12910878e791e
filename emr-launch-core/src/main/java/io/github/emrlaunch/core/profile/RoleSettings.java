package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.regioninfo.RegionInfo;
import software.amazon.awscdk.services.iam.IInstanceProfile;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/** The existing roles of a profile, and settings of the roles that it creates. */
record RoleSettings(
        @Nullable IRole serviceRole,
        @Nullable IRole instanceRole,
        @Nullable IInstanceProfile instanceProfile,
        @Nullable IRole autoScalingRole,
        @Nullable IManagedPolicy permissionsBoundary,
        @Nullable String path) {
    private static final int MAX_ROLE_NAME = 64;
    /** The longest name of a region. */
    static final String LONGEST_REGION = "us-isof-south-1";

    private static final int MAX_PATH = 512;
    private static final Pattern PATH = Pattern.compile("/([!-~&&[^*?$\\\\{}:]]+/)?");

    RoleSettings {
        if (instanceProfile != null && instanceRole == null) {
            throw new IllegalArgumentException(
                    "'instanceProfile' requires the 'instanceRole' that it contains, which is missing");
        }
        if (path != null
                && !Tokens.isWholly(path)
                && (path.length() > MAX_PATH
                        || !PATH.matcher(Tokens.withPlaceholders(path)).matches())) {
            throw new IllegalArgumentException(
                    "'rolePath' must begin and end with /, and have at most %d characters, without any of * ? $ \\ { } :, which have a meaning in policies, got: %s"
                            .formatted(MAX_PATH, path));
        }
        if (serviceRole != null && instanceRole != null && autoScalingRole != null) {
            requireUnset("permissionsBoundary", permissionsBoundary);
            requireUnset("rolePath", path);
        }
    }

    private static void requireUnset(String property, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException(
                    "'%s' applies to roles that the profile creates, but all three roles are set: remove it"
                            .formatted(property));
        }
    }

    /** Checks the names of created roles in every region, since a profile may be deployed in several. */
    void requireValidNames(String prefix) {
        requireValidName(prefix, "AutoScalingRole", autoScalingRole);
        requireValidName(prefix, "InstanceRole", instanceRole);
        requireValidName(prefix, "ServiceRole", serviceRole);
    }

    /** Returns the names of the roles and the instance profile that are created in a region. */
    List<Name> names(String prefix, String region) {
        List<Name> names = new ArrayList<>();
        addName(names, "IAM role", prefix, "ServiceRole", region, serviceRole);
        addName(names, "IAM role", prefix, "InstanceRole", region, instanceRole);
        addName(names, "IAM role", prefix, "AutoScalingRole", region, autoScalingRole);
        addName(names, "instance profile", prefix, "InstanceRole", region, instanceProfile);
        return names;
    }

    private static void addName(
            List<Name> names, String resource, String prefix, String suffix, String region, @Nullable Object given) {
        if (given == null) {
            boolean isKnown = !Tokens.isUnresolved(region);
            names.add(Name.ofIam(resource, name(prefix, suffix, isKnown ? region : "REGION"), !isKnown));
        }
    }

    private static void requireValidName(String prefix, String suffix, @Nullable IRole given) {
        if (given == null) {
            Validation.requireLength("The " + suffix, name(prefix, suffix, LONGEST_REGION), MAX_ROLE_NAME);
        }
    }

    /** Returns the prefix of the names of a profile's roles. */
    static String prefix(DefinitionName profile) {
        return "%s_%s".formatted(profile.namespace(), profile.name());
    }

    /**
     * Returns the name of a role or an instance profile. It contains the region, so that one profile can be deployed in
     * several regions.
     */
    static String name(String prefix, String suffix, String region) {
        return nameInPython(prefix, suffix) + "-" + region;
    }

    /** Returns the name that aws-emr-launch for Python uses. */
    static String nameInPython(String prefix, String suffix) {
        return prefix + "-" + suffix;
    }

    /**
     * Checks that existing roles can be used together in a stack. A role cannot be used in another partition, and EMR
     * requires the service role, instance role and auto-scaling role to be in its own account.
     *
     * @param others roles that instances assume, which may be in other accounts
     */
    void requireUsable(Construct scope, List<IRole> others) {
        Map<String, IRole> own = new LinkedHashMap<>();
        put(own, "serviceRole", serviceRole);
        put(own, "instanceRole", instanceRole);
        put(own, "autoScalingRole", autoScalingRole);
        Stack stack = Stack.of(scope);
        Expectation partition = new Expectation("partition", 1, partition(stack.getRegion()));
        Expectation account =
                new Expectation("account", 4, Token.isUnresolved(stack.getAccount()) ? null : stack.getAccount());
        own.forEach((property, role) -> {
            partition.require(property, role.getRoleArn());
            account.require(property, role.getRoleArn());
            Stacks.requireSameAccount(scope, property, role);
        });
        others.forEach(role -> partition.require("a role that instances assume", role.getRoleArn()));
    }

    /** Returns the ARNs of the existing roles. */
    String arns() {
        return Stream.of(serviceRole, instanceRole, autoScalingRole)
                .filter(Objects::nonNull)
                .map(IRole::getRoleArn)
                .collect(Collectors.joining(" "));
    }

    /**
     * Checks that roles can be changed to trust the instance role, if it is an existing role. The name of a created
     * role is known.
     */
    void requireTrustable(List<IRole> others) {
        if (instanceRole != null) {
            others.forEach(role -> RolePrincipals.requirePossible("instanceRole", instanceRole, role));
        }
    }

    private static void put(Map<String, IRole> roles, String property, @Nullable IRole role) {
        if (role != null) {
            roles.put(property, role);
        }
    }

    private static @Nullable String partition(String region) {
        return Token.isUnresolved(region) ? null : RegionInfo.get(region).getPartition();
    }

    /** A part of an ARN that must be equal in all roles, and in the stack if it is known there. */
    private static final class Expectation {
        private final String part;
        private final int index;
        private String origin = "the stack";
        private @Nullable String expected;

        private Expectation(String part, int index, @Nullable String expected) {
            this.part = part;
            this.index = index;
            this.expected = expected;
        }

        private void require(String property, String arn) {
            String[] parts = arn.split(":", 6);
            if (Token.isUnresolved(arn) || parts.length < 6) {
                return;
            }
            String found = parts[index];
            if (expected == null) {
                expected = found;
                origin = property;
            } else if (!expected.equals(found)) {
                throw new IllegalArgumentException("'%s' is of the %s %s, %s of %s: %s. Use a role of the same %s"
                        .formatted(property, part, found, origin, expected, arn, part));
            }
        }
    }
}
