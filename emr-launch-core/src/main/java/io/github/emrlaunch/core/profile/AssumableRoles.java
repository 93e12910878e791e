package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.Warnings;
import java.util.List;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * The roles that a cluster's instances may assume. Both the instance role's policy and the other role's trust policy
 * must allow it.
 */
final class AssumableRoles {
    /** The actions that EMRFS requires. */
    static final List<String> FOR_EMRFS = List.of("sts:AssumeRole");

    /** The actions that trusted identity propagation requires. */
    static final List<String> FOR_IDENTITY_CENTER = List.of("sts:AssumeRole", "sts:SetContext");

    private final Construct scope;
    private final IRole instanceRole;

    AssumableRoles(Construct scope, IRole instanceRole) {
        this.scope = scope;
        this.instanceRole = instanceRole;
    }

    /** The actions that a step with a runtime role requires. */
    static List<String> forSteps(boolean propagatesSourceIdentity) {
        return propagatesSourceIdentity
                ? List.of("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
                : List.of("sts:AssumeRole", "sts:TagSession");
    }

    void add(IRole role, List<String> actions) {
        RolePolicies.add(
                instanceRole,
                role,
                PolicyStatement.Builder.create()
                        .actions(actions)
                        .resources(List.of(role.getRoleArn()))
                        .build());
        PolicyDocument trust = role instanceof Role ofThisApp ? ofThisApp.getAssumeRolePolicy() : null;
        if (trust == null) {
            Warnings.add(
                    scope,
                    "trustPolicyNotChanged",
                    "The trust policy of %s can't be changed here: it must allow %s to the instance role %s"
                            .formatted(role.getRoleArn(), actions, instanceRole.getRoleArn()));
        } else {
            trust.addStatements(PolicyStatement.Builder.create()
                    .principals(List.of(RolePrincipals.of(instanceRole, role)))
                    .actions(actions)
                    .build());
        }
    }
}
