package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.ContextLists;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.regioninfo.RegionInfo;
import software.constructs.Construct;

/**
 * The roles that a stored profile may name: roles of this account with the names that this library or aws-emr-launch
 * for Python would create for the profile, and roles that the loading app trusts. A launch function passes these roles
 * to EMR, so a principal that may write the parameter must not be able to choose them.
 */
final class TrustedRoles {
    /** The context key with further ARNs: a list, or a comma-separated string. */
    static final String CONTEXT = ContextLists.TRUSTED_ROLES;

    /**
     * Matches the ARN of a role or instance profile. The ARN is inserted into policy statements, so its path excludes
     * characters with a special meaning there.
     */
    private static final Pattern ARN = Pattern.compile("arn:(?<partition>aws(?:-[a-z]+)*):iam::(?<account>[0-9]{12}):"
            + "(?<type>role|instance-profile)/(?:[!-~&&[^*?$\\\\{}:]]*/)?(?<name>[A-Za-z0-9_+=,.@-]+)");

    private static final String ANY_REGION = "[a-z]+(-[a-z]+)+-[0-9]+";

    private final DefinitionName profile;
    private final @Nullable String account;
    private final @Nullable String region;
    private final Set<String> arns;

    private TrustedRoles(DefinitionName profile, @Nullable String account, @Nullable String region, Set<String> arns) {
        this.profile = profile;
        this.account = account;
        this.region = region;
        this.arns = arns;
    }

    static TrustedRoles of(Construct scope, DefinitionName profile, Collection<String> arns) {
        Set<String> all = new LinkedHashSet<>(arns);
        all.addAll(ContextLists.of(scope, CONTEXT));
        return new TrustedRoles(profile, Stacks.knownAccount(scope), Stacks.knownRegion(scope), all);
    }

    /**
     * Checks the roles of the stored profile.
     *
     * @throws IllegalArgumentException if a role is not trusted
     */
    void require(EmrProfileDefinition.Roles roles) {
        // If the account is a token, all roles must be in the account of the first role.
        String known = account == null ? accountOf(roles.serviceRole()) : account;
        require("ServiceRole", "role", roles.serviceRole(), known);
        require("InstanceRole", "role", roles.instanceRole(), known);
        require("InstanceRole", "instance-profile", roles.instanceProfile(), known);
        require("AutoScalingRole", "role", roles.autoScalingRole(), known);
    }

    private void require(String kind, String type, @Nullable String arn, @Nullable String known) {
        if (arn == null || arns.contains(arn) || isOfProfile(kind, type, arn, known)) {
            return;
        }
        throw new IllegalArgumentException(
                ("The stored profile '%s' names the %s %s. Only %s of this account, with or without a region at its end, is trusted. "
                                + "If this is intended, trust it: EmrProfile.fromStoredProfile(scope, id, name, namespace, "
                                + "List.of(\"%s\")), or add the ARN to the context key '%s'")
                        .formatted(
                                profile,
                                type.replace('-', ' '),
                                arn,
                                RoleSettings.nameInPython(RoleSettings.prefix(profile), kind),
                                arn,
                                CONTEXT));
    }

    private boolean isOfProfile(String kind, String type, String arn, @Nullable String known) {
        Matcher parts = ARN.matcher(arn);
        return parts.matches()
                && parts.group("type").equals(type)
                && (known == null || known.equals(parts.group("account")))
                && (region == null
                        || RegionInfo.get(region).getPartition() == null
                        || parts.group("partition")
                                .equals(RegionInfo.get(region).getPartition()))
                && Pattern.matches(
                        Pattern.quote(RoleSettings.nameInPython(RoleSettings.prefix(profile), kind)) + "(-"
                                + (region == null ? ANY_REGION : Pattern.quote(region)) + ")?",
                        parts.group("name"));
    }

    private static @Nullable String accountOf(String arn) {
        Matcher parts = ARN.matcher(arn);
        return parts.matches() ? parts.group("account") : null;
    }
}
