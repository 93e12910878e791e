package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule for roles of steps: on a cluster whose profile has runtime roles EMR accepts only steps with a role, on any other only steps
 * without one.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>
 * @see <a href="https://github.com/awslabs/amazon-emr-cli/pull/21">EMR's two error messages</a>
 */
final class StepRoleRules {
    private StepRoleRules() {}

    /**
     * Returns the profile of the clusters of a launch function if it is known without a read, otherwise null.
     *
     * @param loaded the profile, if it is already loaded
     */
    static @Nullable IEmrProfile known(IEmrLaunchFunction launchFunction, @Nullable IEmrProfile loaded) {
        return launchFunction instanceof EmrLaunchFunction ? launchFunction.getEmrProfile() : loaded;
    }

    /**
     * Checks steps on clusters of a profile. Settings that the profile's document does not have are left to EMR.
     *
     * @param profile the profile, or null if it is not known
     * @throws IllegalArgumentException when EMR would refuse a step
     */
    static void require(@Nullable IEmrProfile profile, List<EmrStep> steps) {
        if (profile == null) {
            return;
        }
        EmrProfileDefinition definition = profile.getDefinition();
        Optional<Boolean> runtimeRoles = definition.runtimeRoles();
        if (runtimeRoles.isEmpty()) {
            return;
        }
        boolean enabled = runtimeRoles.get();
        for (EmrStep step : steps) {
            if (enabled && step.executionRole() == null) {
                throw new IllegalArgumentException(
                        "Step '%s' has no role, but EMR requires one for each step on clusters of the profile '%s', which has runtime roles: set one of them with withExecutionRole"
                                .formatted(step.name(), definition.definitionName()));
            }
            if (!enabled && step.executionRole() != null) {
                throw new IllegalArgumentException(
                        "Step '%s' has a role, but EMR refuses it on clusters of the profile '%s', which has no runtime roles: build the profile with runtimeRoles(RuntimeRoles.of(…)), or leave out withExecutionRole"
                                .formatted(step.name(), definition.definitionName()));
            }
        }
    }
}
