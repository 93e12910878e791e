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
 * What an execution's input says besides overrides: the phase to start from, {@code FromPhase}. Members with other names are the user's, unless a name is
 * nearly one that the pipeline knows.
 */
final class PipelineInput {
    /** Variables of the machine, and what of {@code $states} differs from state to state. */
    private static final Pattern LATER = Pattern.compile(
            "\\$states(?!\\.context\\.(Execution|StateMachine)\\b)|\\$(?!states\\b)[A-Za-z_][A-Za-z0-9_]*+(?!\\s*\\()");

    /** The check of the phase to start from. It is formatted with the names of phases. */
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

    /** @param others the members that the machine takes besides those of all pipelines */
    PipelineInput(List<Phase> phases, List<String> others) {
        this.phases = phases;
        this.others = others;
    }

    /** Expressions for what is wrong, each an empty string when all is well. They use the variables and functions of the check of overrides. */
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

    /** What is wrong with the values of a phase that are known before anything is launched, unless the phase may be passed over. */
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

    /** Whether an expression reads nothing but the execution. */
    private static boolean isKnown(String expression) {
        return !LATER.matcher(expression).find();
    }
}
