package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule about roles of steps: a cluster whose profile has runtime roles takes no step without one, any other no step with one.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>
 * @see <a href="https://github.com/awslabs/amazon-emr-cli/pull/21">EMR's two answers</a>
 */
final class StepRoleRules {
    private StepRoleRules() {}

    /**
     * The profile of the clusters of a launch function, as far as nothing has to be read for it; null otherwise.
     *
     * @param loaded the profile, if it is loaded anyway
     */
    static @Nullable IEmrProfile known(IEmrLaunchFunction launchFunction, @Nullable IEmrProfile loaded) {
        return launchFunction instanceof EmrLaunchFunction ? launchFunction.getEmrProfile() : loaded;
    }

    /**
     * Checks steps on clusters of a profile. What the profile's document doesn't say is EMR's to judge.
     *
     * @param profile null when it isn't known
     * @throws IllegalArgumentException when EMR would refuse one
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
                        "Step '%s' has no role, which EMR demands of each step on clusters of the profile '%s', since that has runtime roles: give it one of them, by withExecutionRole"
                                .formatted(step.name(), definition.definitionName()));
            }
            if (!enabled && step.executionRole() != null) {
                throw new IllegalArgumentException(
                        "Step '%s' has a role, which EMR refuses on clusters of the profile '%s', since that has no runtime roles: build it with runtimeRoles(RuntimeRoles.of(…)), or leave out withExecutionRole"
                                .formatted(step.name(), definition.definitionName()));
            }
        }
    }
}
