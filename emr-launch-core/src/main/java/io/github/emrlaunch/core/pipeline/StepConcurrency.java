package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.OverrideInterface;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.constructs.IConstruct;

/**
 * The rules for steps and the step concurrency of their cluster: EMR refuses a step whose failure would cancel steps that run at the same
 * time, and runs parallel steps one after the other if the level is 1.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html">StepConfig, ActionOnFailure</a>
 */
final class StepConcurrency {
    private static final String MEMBER = "StepConcurrencyLevel";
    private static final int MAX_LEVEL = 256;

    private StepConcurrency() {}

    /**
     * Checks steps on clusters of a launch function, whose step concurrency may not be known.
     *
     * @throws IllegalArgumentException when EMR would refuse one
     */
    static void require(IEmrLaunchFunction launchFunction, List<EmrStep> steps) {
        Optional<Integer> level = launchFunction.stepConcurrencyLevel();
        if (level.isEmpty() || level.get() < 2) {
            return;
        }
        for (EmrStep step : steps) {
            if (step.actionOnFailure() != ActionOnFailure.CONTINUE) {
                throw new IllegalArgumentException(
                        ("Step '%s': 'actionOnFailure' must be CONTINUE on clusters that run %d steps at once, as the configuration of launch function %s sets "
                                        + "by 'stepConcurrencyLevel', got: %s. A failed step stops the phases whatever its action is")
                                .formatted(
                                        step.name(),
                                        level.get(),
                                        launchFunction.getLaunchFunctionName(),
                                        step.actionOnFailure()));
            }
        }
    }

    /**
     * Warns of parallel steps on clusters of a launch function that run one step at a time. There is no warning if the launch function has
     * an override function or its own override of the level: the level is then known only at the launch. The override that is derived from
     * each cluster configuration does not count, because nobody has chosen it.
     */
    static void warn(IConstruct scope, IEmrLaunchFunction launchFunction, List<Phase> phases) {
        if (!launchFunction.stepConcurrencyLevel().equals(Optional.of(1)) || isChosenAtLaunch(launchFunction)) {
            return;
        }
        for (Phase phase : phases) {
            String parallel = parallel(phase.work());
            if (parallel != null) {
                Warnings.add(
                        scope,
                        "stepsNotParallel",
                        "Phase '%s' has %s, and %s of the cluster configuration of launch function %s is 1: unless an execution overrides it, EMR runs them one after the other. Set stepConcurrencyLevel(%d) in the cluster configuration"
                                .formatted(
                                        phase.name(),
                                        parallel,
                                        MEMBER,
                                        launchFunction.getLaunchFunctionName(),
                                        atOnce(phase.work())));
            }
        }
    }

    /** The definition is that of a launch function of this app, which is known without a call to Parameter Store. */
    private static boolean isChosenAtLaunch(IEmrLaunchFunction launchFunction) {
        EmrLaunchFunctionDefinition definition = launchFunction.getDefinition();
        Map<String, OverrideRule> overrides = definition.allowedClusterConfigOverrides();
        if (definition.overrideClusterConfigsLambda() != null || overrides == null) {
            return true;
        }
        OverrideRule derived = OverrideInterface.of(
                        launchFunction.getClusterConfiguration().getDefinition().clusterConfiguration())
                .get(MEMBER);
        return overrides.values().stream().anyMatch(rule -> rule.target().equals(MEMBER) && !rule.equals(derived));
    }

    /** Returns what runs at the same time, null if nothing does. */
    private static @Nullable String parallel(PhaseWork work) {
        if (work instanceof PhaseWork.Items items) {
            return items.atOnce() > 1 ? "steps for %d items at once".formatted(items.atOnce()) : null;
        }
        return atOnce(work) > 1 ? "%d parallel steps".formatted(atOnce(work)) : null;
    }

    private static int atOnce(PhaseWork work) {
        if (work instanceof PhaseWork.Items items) {
            return items.atOnce();
        }
        return work instanceof PhaseWork.Steps steps && steps.parallel()
                ? Math.min(steps.steps().size(), MAX_LEVEL)
                : 1;
    }
}
