package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.constructs.Construct;

/**
 * The roles that a stored profile may name: those of this account whose names are made of the profile's, by this library or by
 * aws-emr-launch for Python, and those that the app which loads it trusts. A launch function passes these roles to EMR, so a principal that may
 * write the parameter must not be able to choose them.
 */
final class TrustedRoles {
    /** The context key that holds further ARNs: a list, or text with commas. */
    static final String CONTEXT = "emr-launch:trusted-roles";

    private static final Pattern ARN =
            Pattern.compile("arn:[^:]+:iam::(?<account>\\d+):(?<type>role|instance-profile)/(?:.*/)?(?<name>[^/]+)");
    private static final String ANY_REGION = "[a-z]+(-[a-z]+)+-\\d+";

    private final DefinitionName profile;
    private final @Nullable String account;
    private final String region;
    private final Set<String> arns;

    private TrustedRoles(DefinitionName profile, @Nullable String account, String region, Set<String> arns) {
        this.profile = profile;
        this.account = account;
        this.region = region;
        this.arns = arns;
    }

    static TrustedRoles of(Construct scope, DefinitionName profile, Collection<String> arns) {
        Stack stack = Stack.of(scope);
        Set<String> all = new LinkedHashSet<>(arns);
        Object context = scope.getNode().tryGetContext(CONTEXT);
        if (context instanceof Collection<?> more) {
            more.forEach(arn -> all.add(String.valueOf(arn)));
        } else if (context != null) {
            all.addAll(List.of(context.toString().split("\\s*,\\s*")));
        }
        return new TrustedRoles(
                profile,
                Token.isUnresolved(stack.getAccount()) ? null : stack.getAccount(),
                Token.isUnresolved(stack.getRegion()) ? ANY_REGION : Pattern.quote(stack.getRegion()),
                all);
    }

    /**
     * Checks the roles of the stored profile.
     *
     * @throws IllegalArgumentException when one is none of these
     */
    void require(EmrProfileDefinition.Roles roles) {
        require("ServiceRole", "role", roles.serviceRole());
        require("InstanceRole", "role", roles.instanceRole());
        require("InstanceRole", "instance-profile", roles.instanceProfile());
        require("AutoScalingRole", "role", roles.autoScalingRole());
    }

    private void require(String kind, String type, @Nullable String arn) {
        if (arn == null || arns.contains(arn) || isOfProfile(kind, type, arn)) {
            return;
        }
        throw new IllegalArgumentException(
                ("The stored profile '%s' names the %s %s. Only %s of this account, with or without a region at its end, is trusted. "
                                + "If it is meant, trust it: EmrProfile.fromStoredProfile(scope, id, name, namespace, "
                                + "List.of(\"%s\")), or add the ARN to the context key '%s'")
                        .formatted(
                                profile,
                                type.replace('-', ' '),
                                arn,
                                RoleSettings.nameInPython(profile, kind),
                                arn,
                                CONTEXT));
    }

    private boolean isOfProfile(String kind, String type, String arn) {
        Matcher parts = ARN.matcher(arn);
        return parts.matches()
                && parts.group("type").equals(type)
                && (account == null || account.equals(parts.group("account")))
                && Pattern.matches(
                        Pattern.quote(RoleSettings.nameInPython(profile, kind)) + "(-" + region + ")?",
                        parts.group("name"));
    }
}
