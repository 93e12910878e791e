package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.emrlaunch.core.internal.states.InputNames;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineRunInput;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The checks of an execution's input other than overrides: the phase to start from, {@code FromPhase}. Members with other names belong to
 * the user, unless a name is
 * similar to a known one.
 */
final class PipelineInput {
    /** Variables of the state machine, and the members of {@code $states} that differ from state to state. */
    private static final Pattern LATER = Pattern.compile(
            "\\$states(?!\\.context\\.(Execution|StateMachine)\\b)|\\$(?!states\\b)[A-Za-z_][A-Za-z0-9_]*+(?!\\s*\\()");

    /** The check of the phase to start from. The format argument is the names of phases. */
    private static final String FROM = """
        (
          $from := $lookup($input, 'FromPhase');
          $phases := %s;
          $not($exists($from)) ? ''
            : $type($from) != 'string' ? "'FromPhase' must be the name of a phase, got: " & $type($from)
            : $not($from in $phases) ? "'FromPhase' is no phase of this pipeline: '" & $from & "'. Phases: " & $list($phases)
            : ''
        )\
        """.replaceAll("\n\\s*", " ");

    private final List<Phase> phases;
    private final List<String> others;

    /** @param others the members that the state machine accepts in addition to those of all pipelines */
    PipelineInput(List<Phase> phases, List<String> others) {
        this.phases = phases;
        this.others = others;
    }

    /**
     * Returns expressions for violations, each an empty string if there is none. They use the variables and functions of the check of
     * overrides.
     */
    List<String> checks() {
        List<String> known = new ArrayList<>(PipelineRunInput.MEMBERS);
        known.addAll(others);
        ArrayNode names = Json.object().arrayNode();
        phases.forEach(phase -> names.add(phase.name()));
        List<String> checks = new ArrayList<>(
                List.of(InputNames.violation(known, "$input", "pipeline"), FROM.formatted(quote(names))));
        for (int i = 0; i < phases.size(); i++) {
            List<String> values = values(phases.get(i));
            if (!values.isEmpty()) {
                String all = "$all([%s])".formatted(String.join(", ", values));
                ArrayNode later = Json.object().arrayNode();
                phases.subList(i + 1, phases.size()).forEach(phase -> later.add(phase.name()));
                checks.add(
                        phases.get(i).canBePassedOver()
                                ? "($lookup($input, 'FromPhase') in %s ? '' : %s)".formatted(quote(later), all)
                                : all);
            }
        }
        return checks;
    }

    /** Returns violations of values of a phase that are known before the launch, unless the phase may be skipped. */
    private List<String> values(Phase phase) {
        List<String> violations = new ArrayList<>();
        PhaseCondition condition = PhaseCondition.of(phase, PipelineStates.INPUT);
        if (condition != null) {
            return isKnown(condition.expression()) ? List.of(condition.violation()) : List.of();
        }
        List<EmrStep> steps = new ArrayList<>(phase.validation());
        if (phase.work() instanceof PhaseWork.Items work) {
            PhaseItems items = new PhaseItems(phase, work, phases, PipelineStates.INPUT);
            if (isKnown(items.list())) {
                violations.add(items.violation());
            }
            // An empty list needs no arguments.
        } else {
            steps.addAll(0, phase.steps());
        }
        for (EmrStep step : steps) {
            violations.addAll(new StepText(step, PipelineStates.INPUT).violations(PipelineInput::isKnown));
        }
        return violations;
    }

    /** Returns whether an expression reads only the execution. */
    private static boolean isKnown(String expression) {
        return !LATER.matcher(expression).find();
    }
}
