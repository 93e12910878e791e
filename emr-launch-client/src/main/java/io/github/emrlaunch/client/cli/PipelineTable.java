package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelinePhase;
import io.github.emrlaunch.definitions.PipelineStep;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of the phases of a pipeline, their steps and the arguments that an execution may override. */
final class PipelineTable {
    private static final String NOT_STORED = "(not stored: there is no room)";

    private final Table table = new Table("PHASE", "STEP", "ARGUMENT", "DEFAULT", "MUST BE");

    private PipelineTable() {}

    static Table of(PipelineDefinition pipeline) {
        PipelineTable made = new PipelineTable();
        List<PipelinePhase> phases = pipeline.phases();
        if (phases == null) {
            made.add(NOT_STORED, "", "", null);
        } else {
            phases.forEach(made::add);
        }
        return made.table;
    }

    private void add(PipelinePhase phase) {
        List<PipelineStep> steps = phase.steps();
        if (steps == null) {
            add(phase.name(), NOT_STORED, "", null);
        } else if (steps.isEmpty()) {
            add(phase.name(), "", "", null);
        } else {
            steps.forEach(step -> add(phase, step));
        }
    }

    private void add(PipelinePhase phase, PipelineStep step) {
        Map<String, OverrideRule> overrides = step.allowedOverrides();
        if (overrides == null) {
            add(phase.name(), step.name(), NOT_STORED, null);
        } else if (overrides.isEmpty()) {
            add(phase.name(), step.name(), "", null);
        } else {
            overrides.forEach((argument, rule) -> add(phase.name(), step.name(), argument, rule));
        }
    }

    private void add(String phase, String step, String argument, @Nullable OverrideRule rule) {
        table.add(
                phase,
                step,
                argument,
                rule == null ? "" : Texts.value(rule.defaultValue()),
                rule == null ? "" : rule.constraint());
    }
}
