package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.InputNames;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an execution's input says besides overrides: the phase to start from, {@code FromPhase}, and the outputs of those that are passed over then,
 * {@code PhaseOutputs}. Members with other names are the user's, unless a name is nearly one that the pipeline knows.
 */
final class PipelineInput {
    static final String FROM_PHASE = "FromPhase";
    static final String PHASE_OUTPUTS = "PhaseOutputs";

    private static final List<String> KNOWN =
            List.of(StepArguments.OVERRIDES, StepArguments.OLDER_OVERRIDES, FROM_PHASE, PHASE_OUTPUTS);

    /** Variables of the machine, and what of {@code $states} differs from state to state. */
    private static final Pattern LATER = Pattern.compile(
            "\\$states(?!\\.context\\.(Execution|StateMachine)\\b)|\\$(?!states\\b)[A-Za-z_][A-Za-z0-9_]*+(?!\\s*\\()");

    /** The check of the phase to start from. It is formatted with the names of phases, and with the outputs that each phase and those behind it need. */
    private static final String FROM = """
            (
              $from := $lookup($input, 'FromPhase');
              $phases := %s;
              $outputs := $lookup($input, 'PhaseOutputs');
              $missing := function() {
                $filter($lookup(%s, $from), function($phase) { $not($phase in $keys($outputs)) })
              };
              $shape := $exists($outputs) ? $object($outputs) : '';
              $shape != '' ? "'PhaseOutputs' " & $shape
                : $not($exists($from)) ? ''
                : $type($from) != 'string' ? "'FromPhase' must be the name of a phase, got: " & $type($from)
                : $not($from in $phases) ? "'FromPhase' is no phase of this pipeline: '" & $from & "'. Phases: " & $list($phases)
                : $exists($missing())
                  ? "'PhaseOutputs' must have what phases that are passed over put out, and the others need: " & $list($missing())
                  : ''
            )""".replaceAll("\n\\s*", " ");

    private final List<Phase> phases;
    private final List<String> others;

    /** @param others the members that the machine takes besides those of all pipelines */
    PipelineInput(List<Phase> phases, List<String> others) {
        this.phases = phases;
        this.others = others;
    }

    /** Expressions for what is wrong, each an empty string when all is well. They use the variables and functions of the check of overrides. */
    List<String> checks() {
        List<String> known = new ArrayList<>(KNOWN);
        known.addAll(others);
        ArrayNode names = Json.object().arrayNode();
        phases.forEach(phase -> names.add(phase.name()));
        List<String> checks = new ArrayList<>(List.of(
                InputNames.violation(known, "$input", "pipeline"),
                FROM.formatted(quote(names), quote(neededOutputs()))));
        for (int i = 0; i < phases.size(); i++) {
            List<String> values = values(phases.get(i));
            if (!values.isEmpty()) {
                ArrayNode later = Json.object().arrayNode();
                phases.subList(i + 1, phases.size()).forEach(phase -> later.add(phase.name()));
                checks.add("($lookup($input, 'FromPhase') in %s ? '' : $all([%s]))"
                        .formatted(quote(later), String.join(", ", values)));
            }
        }
        return checks;
    }

    /** What is wrong with the values of a phase that are known before anything is launched, unless the phase may be passed over. */
    private static List<String> values(Phase phase) {
        List<String> violations = new ArrayList<>();
        PhaseCondition condition = PhaseCondition.of(phase, PipelineStates.INPUT);
        if (condition != null) {
            return isKnown(condition.expression()) ? List.of(condition.violation()) : List.of();
        }
        List<EmrStep> steps = new ArrayList<>(phase.validation());
        if (phase.work() instanceof PhaseWork.Items work) {
            PhaseItems items = new PhaseItems(phase, work, PipelineStates.INPUT);
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

    /** By the phase to start from, the outputs of earlier phases that it and those behind it need. */
    private ObjectNode neededOutputs() {
        ObjectNode needed = Json.object();
        for (int from = 1; from < phases.size(); from++) {
            Set<String> earlier =
                    phases.subList(0, from).stream().map(Phase::name).collect(Collectors.toSet());
            Set<String> read = new LinkedHashSet<>();
            phases.subList(from, phases.size()).forEach(phase -> read.addAll(PhaseOutputs.readBy(phase)));
            read.retainAll(earlier);
            if (!read.isEmpty()) {
                ArrayNode outputs = needed.putArray(phases.get(from).name());
                read.forEach(outputs::add);
            }
        }
        return needed;
    }
}
