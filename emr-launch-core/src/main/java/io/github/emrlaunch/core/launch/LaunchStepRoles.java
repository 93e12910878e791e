package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * The roles that steps of a launch's request may run as: that of the cluster configuration, and those that an override may choose. A launch
 * passes these roles to EMR, and the instance role may assume them.
 *
 * <p>EMR documents no permission to pass a runtime role, only for roles of RunJobFlow in general. The permission is restricted to EMR, and
 * a
 * role that trusts only the instance role cannot be passed to another service.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow, StepExecutionRoleArn</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>
 */
record LaunchStepRoles(Set<String> arns) {
    private static final String MEMBER = ClusterConfigurationDefinition.STEP_EXECUTION_ROLE;

    static LaunchStepRoles of(ClusterConfigurationDefinition configuration, Map<String, OverrideRule> overrides) {
        return new LaunchStepRoles(configuration.stepExecutionRoles(overrides.values()));
    }

    /** Checks that executions choose among roles that are known at deployment. The launch function cannot pass other roles. */
    static void requireKnown(Map<String, OverrideRule> overrides, List<String> overrideFunctionMayChange) {
        overrides.forEach((name, rule) -> {
            if (ClusterConfigurationDefinition.isStepExecutionRole(rule.target())
                    && rule.allowedValues().isEmpty()) {
                throw new IllegalArgumentException(
                        ("Override '%s' changes '%s', and a launch function passes only roles that are known when it is deployed: list their ARNs, "
                                        + "withAllowedValues")
                                .formatted(name, MEMBER));
            }
        });
        if (overrideFunctionMayChange.stream().anyMatch(ClusterConfigurationDefinition::isStepExecutionRole)) {
            throw new IllegalArgumentException(
                    ("'overrideFunctionMayChange': a launch function passes only roles that are known when it is deployed, so an override "
                                    + "function cannot choose '%s'. Allow an override that lists the ARNs instead")
                            .formatted(MEMBER));
        }
    }

    /** Checks that the profile allows runtime roles for steps, as far as its document shows it. */
    void requireRuntimeRoles(IEmrProfile profile) {
        if (!arns.isEmpty() && profile.getDefinition().runtimeRoles().equals(Optional.of(false))) {
            throw new IllegalArgumentException(
                    ("'clusterConfiguration' has the step execution role %s, and 'emrProfile' %s has no runtime roles, without which EMR accepts "
                                    + "none: build the profile with runtimeRoles(RuntimeRoles.of(…)), or leave out the role")
                            .formatted(arns.iterator().next(), profile.getNode().getPath()));
        }
    }

    /** Returns the statements that allow the launch to pass the roles. */
    List<Map<String, Object>> statements() {
        return arns.stream()
                .map(arn -> Policies.passRole(arn, "elasticmapreduce.amazonaws.com*"))
                .toList();
    }

    /** Allows the instance role to assume the roles, and makes the roles of this app trust it. */
    void authorize(Construct scope, IEmrProfile profile, IClusterConfiguration configuration) {
        if (arns.isEmpty()) {
            return;
        }
        if (!profile.isInstanceRoleMutable()) {
            // A warning, not an error: the owner of the profile may have allowed it already, which this app cannot see.
            Warnings.add(
                    scope,
                    "stepExecutionRoleNotGranted",
                    "The instance role of the profile '%s' can't be changed by this app: allow it sts:AssumeRole and sts:TagSession on %s, and trust it there, or no step of a request can run as that role"
                            .formatted(profile.getDefinition().definitionName(), String.join(", ", arns)));
            return;
        }
        int index = 0;
        for (String arn : arns) {
            IRole known = configuration.getStepExecutionRole();
            profile.authorizeRuntimeRole(
                    known != null && known.getRoleArn().equals(arn)
                            ? known
                            : Role.fromRoleArn(scope, MEMBER + index++, arn));
        }
    }
}
