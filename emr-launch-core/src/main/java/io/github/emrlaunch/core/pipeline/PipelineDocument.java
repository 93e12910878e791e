package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.ArgumentNames;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelinePhase;
import io.github.emrlaunch.definitions.PipelineStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.sns.ITopic;

/** Writes the stored definition of a pipeline. */
final class PipelineDocument {
    private PipelineDocument() {}

    /**
     * Returns the definition. A pipeline with very many steps may exceed the size of a definition: then the overridable arguments are
     * omitted, then
     * also the steps, then also the phases. The state machine has all of them.
     */
    static PipelineDefinition of(PipelineSettings settings, PipelineCluster cluster, String stateMachineArn) {
        List<PipelinePhase> phases =
                settings.phases().stream().map(PipelineDocument::phase).toList();
        PipelineDefinition whole = definition(settings, cluster, phases, stateMachineArn);
        return Stream.of(
                        whole,
                        definition(
                                settings,
                                cluster,
                                phases.stream()
                                        .map(PipelineDocument::withoutOverrides)
                                        .toList(),
                                stateMachineArn),
                        definition(
                                settings,
                                cluster,
                                phases.stream()
                                        .map(PipelineDocument::withoutSteps)
                                        .toList(),
                                stateMachineArn))
                .filter(DefinitionParameter::isSmallEnough)
                .findFirst()
                .orElseGet(() -> definition(settings, cluster, null, stateMachineArn));
    }

    private static PipelineDefinition definition(
            PipelineSettings settings,
            PipelineCluster cluster,
            @Nullable List<PipelinePhase> phases,
            String stateMachineArn) {
        return new PipelineDefinition(
                settings.name().name(),
                settings.name().namespace(),
                settings.description(),
                cluster,
                phases,
                arn(settings.notifications().getSuccessTopic()),
                arn(settings.notifications().getFailureTopic()),
                stateMachineArn,
                Json.object());
    }

    private static @Nullable String arn(@Nullable ITopic topic) {
        return topic == null ? null : topic.getTopicArn();
    }

    private static PipelinePhase phase(Phase phase) {
        return new PipelinePhase(
                phase.name(),
                !phase.canBePassedOver(),
                phase.allSteps().stream().map(PipelineDocument::step).toList(),
                Json.object());
    }

    private static PipelinePhase withoutOverrides(PipelinePhase phase) {
        List<PipelineStep> steps = phase.steps();
        return new PipelinePhase(
                phase.name(),
                phase.always(),
                steps == null
                        ? null
                        : steps.stream().map(PipelineStep::withoutOverrides).toList(),
                phase.otherMembers());
    }

    private static PipelinePhase withoutSteps(PipelinePhase phase) {
        return new PipelinePhase(phase.name(), phase.always(), null, phase.otherMembers());
    }

    /** Returns the step as documented for those who override its arguments. */
    static PipelineStep step(EmrStep step) {
        Map<String, OverrideRule> overrides = new LinkedHashMap<>();
        Map<String, String> ownNames = new LinkedHashMap<>();
        step.overridableArguments().forEach((index, override) -> {
            String argument = step.arguments().get(index);
            if (!overrides.containsKey(override)) {
                overrides.put(override, rule(step, override, argument));
                String name = ArgumentNames.of(argument);
                if (name != null) {
                    ownNames.put(override, name);
                }
            }
        });
        return new PipelineStep(
                step.name(),
                overrides,
                overrides.isEmpty()
                        ? List.of()
                        : step.argumentUses().stream().map(Enum::name).toList(),
                overrides.isEmpty() ? List.of() : ArgumentNames.ofAll(step.arguments()),
                ownNames,
                Json.object());
    }

    /**
     * Returns the rule with its default, which is stored only if it is known at synthesis: neither a token nor a reference to the
     * execution's input.
     */
    private static OverrideRule rule(EmrStep step, String override, String argument) {
        boolean isKnown = !Tokens.isUnresolved(argument) && !Reference.isExpression(argument);
        return step.ruleOf(override).withDefault(isKnown ? argument : null);
    }
}
