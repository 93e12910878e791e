package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.FunctionFailure;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineRunInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;

/**
 * The states of phases, one after the other. Each phase is one state, whose Catch field records the phase that failed. All
 * pipelines and chains use the same states.
 *
 * <p>They assign the error variable, {@code $emrFailedSteps} as {@code {"Count", "Steps"}} with the failed steps
 * after which the phases continued, and the variables of {@link PhaseOutputs}. The names avoid conflicts with variables of a user. Within a
 * phase, these values are in the state's data, because a branch cannot assign variables of the outer state machine.
 */
final class PhaseStates {
    private static final String FAILED_STEPS = "emrFailedSteps";
    /** The member of a branch's output with the output of a chain. */
    static final String OUTPUT = "PhaseOutput";

    /** The largest number of failed steps that a message names. */
    private static final int MAX_TOLD = 40;

    /** Step Functions accepts 32,768 characters. The names of the phase and of steps that failed earlier need some of them. */
    private static final int MAX_CAUSE = 20_000;

    private static final int MAX_REASON = 400;

    private final List<Phase> phases;
    private final PhaseContext context;
    private final StateNames names;
    private final StepStates steps;
    private final Function<Phase, StateText> chains;

    /** @param chains the task of a phase that is a chain */
    PhaseStates(
            List<Phase> phases,
            PhaseContext context,
            StateNames names,
            StepStates steps,
            Function<Phase, StateText> chains) {
        this.phases = phases;
        this.context = context;
        this.names = names;
        this.steps = steps;
        this.chains = chains;
    }

    /** Adds the variables with their first values. */
    static void addVariables(ObjectNode variables, List<Phase> phases) {
        if (phases.stream().anyMatch(Phase::continues)) {
            variables.putObject(FAILED_STEPS).put("Count", 0).putArray("Steps");
        }
        PhaseOutputs.kept(phases).forEach(phase -> variables.putObject(PhaseOutputs.variable(phase)));
    }

    /**
     * Adds the states of all phases.
     *
     * @param next the state after the last phase
     * @param failed the state after a failed phase, with the caught error in the variable of the context; see {@link #explained}
     * @param incomplete the state after all phases have run, if steps failed; the error is in the same variable
     * @return the first state
     */
    String add(StateMachineText machine, String next, String failed, String incomplete) {
        // Steps first: users search for their names.
        phases.forEach(phase -> phase.allSteps().forEach(names::of));
        List<String> states = phases.stream()
                .map(phase -> names.addFirstOf(phase.name(), "Phase " + phase.name()))
                .toList();
        String last = phases.stream().anyMatch(Phase::continues) ? names.add("Did All Steps Succeed?") : next;
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < phases.size(); i++) {
            @Nullable StateText choice = startOf(i, states);
            entries.add(choice == null ? states.get(i) : names.add("Start from Phase"));
            if (choice != null) {
                machine.add(entries.get(i), choice);
            }
        }
        for (int i = 0; i < phases.size(); i++) {
            machine.add(
                    states.get(i),
                    phase(phases.get(i), failed).next(i + 1 < phases.size() ? entries.get(i + 1) : last));
        }
        if (!last.equals(next)) {
            machine.add(
                    last,
                    StateText.choice()
                            .when("$%s.Count > 0".formatted(FAILED_STEPS), incomplete, stepsFailed())
                            .otherwise(next));
        }
        return entries.get(0);
    }

    /**
     * Returns the Choice state before consecutive phases that an execution may skip, or null if none is needed. It leads to the phase that
     * the execution starts from, or to
     * the next phase that is never skipped.
     */
    private @Nullable StateText startOf(int first, List<String> states) {
        if (!context.resumable()
                || !phases.get(first).canBePassedOver()
                || (first > 0 && phases.get(first - 1).canBePassedOver())) {
            return null;
        }
        int end = first + 1;
        while (end < phases.size() && phases.get(end).canBePassedOver()) {
            end++;
        }
        if (end == phases.size() && end == first + 1) {
            return null;
        }
        StateText choice = StateText.choice();
        for (int i = first + 1; i < end; i++) {
            choice.when(startsFrom(phases.subList(i, i + 1)), states.get(i));
        }
        if (end < phases.size()) {
            choice.when(startsFrom(phases.subList(end, phases.size())), states.get(end));
        }
        return choice.otherwise(states.get(first));
    }

    private String startsFrom(List<Phase> some) {
        ArrayNode all = Json.object().arrayNode();
        some.forEach(phase -> all.add(phase.name()));
        return "%s.%s in %s".formatted(context.input(), PipelineRunInput.FROM_PHASE, quote(all));
    }

    private ObjectNode stepsFailed() {
        String cause =
                "'Steps failed: ' & $join($map($%1$s.Steps, function($step) { \"'\" & $step.Name & \"': \" & $step.Reason }), '; ') & ($%1$s.Count > %2$d ? '; and ' & $string($%1$s.Count - %2$d) & ' more' : '')"
                        .formatted(FAILED_STEPS, MAX_TOLD);
        return Json.object()
                .set(
                        context.error(),
                        Json.object()
                                .put("Error", PipelineErrors.STEPS_FAILED)
                                .put("Cause", expression(cause))
                                .put("Phase", expression("$%s.Steps[0].Phase".formatted(FAILED_STEPS))));
    }

    private StateText phase(Phase phase, String failed) {
        boolean inRow = phase.work() instanceof PhaseWork.Steps work && !work.parallel();
        boolean whole =
                phase.condition() == null && (inRow || phase.validation().isEmpty());
        StateText state = whole ? work(phase) : StateText.parallel(List.of(branch(phase, inRow)));
        ObjectNode variables = Json.object();
        if (phase.continues()) {
            variables.put(
                    FAILED_STEPS,
                    expression(
                            "($new := $map([$states.result.FailedSteps], function($step) { $merge([$step, {'Phase': %2$s}]) }); {'Count': $%1$s.Count + $count($new), 'Steps': [$filter($append($%1$s.Steps, $new), function($step, $i) { $i < %3$d })]})"
                                    .formatted(FAILED_STEPS, text(phase.name()), MAX_TOLD)));
        }
        if (PhaseOutputs.kept(phases).contains(phase.name())) {
            String output = whole ? "$states.result.Output" : "$states.result[0]." + OUTPUT;
            variables.put(
                    PhaseOutputs.variable(phase.name()),
                    expression("$exists(%1$s) ? {%2$s: %1$s} : {}".formatted(output, text(phase.name()))));
        }
        if (!variables.isEmpty()) {
            state.assign(variables);
        }
        return state.output("{}").catchAll(failed, failure(phase));
    }

    /** Returns the caught error with the phase. It only copies values: an evaluation error in a Catch field would not be caught. */
    private ObjectNode failure(Phase phase) {
        ObjectNode caught = phase.work() instanceof PhaseWork.Chain ? NestedFailure.caught() : StateText.caughtError();
        return Json.object().set(context.error(), caught.put("Phase", literal(phase.name())));
    }

    /**
     * Returns an expression for a caught error of a phase in readable form, {@code {"Error", "Cause"}}: errors of functions have their
     * short
     * names, and the cause names the phase that failed and how to start from it.
     *
     * @param error the variable with the caught error
     * @param resumable whether an execution may start from a phase
     */
    static String explained(String error, boolean resumable, List<Phase> phases) {
        // The message of a query evaluation error is at the end, after the expression.
        String cause =
                "$said := $failure.Error = 'States.QueryEvaluationError' and $length($text) > %1$d ? '…' & $substring($text, -%1$d) : $substring($text, 0, %2$d); "
                        .formatted(MAX_REASON, MAX_CAUSE);
        boolean continues = phases.stream().anyMatch(Phase::continues);
        String before = continues
                ? " & ($%1$s.Count > 0 ? '. Steps that failed before: ' & $join($map($%1$s.Steps, function($step) { \"'\" & $step.Name & \"'\" }), ', ') : '')"
                        .formatted(FAILED_STEPS)
                : "";
        String from = continues
                ? "$%1$s.Count > 0 ? $%1$s.Steps[0].Phase : $failure.Phase".formatted(FAILED_STEPS)
                : "$failure.Phase";
        // If no phase can be skipped, each execution starts from the first.
        String start = resumable && phases.stream().anyMatch(Phase::canBePassedOver)
                ? " & '. An execution with the input ' & $string({'%s': $from}) & ' starts from it'"
                        .formatted(PipelineRunInput.FROM_PHASE)
                : "";
        // A message of AWS may end with a full stop, after which another sentence follows.
        String said = before.isEmpty() && start.isEmpty() ? "$said" : "$replace($said, /\\.$/, '')";
        return ("(%s%s$failure := $merge([{'Error': '', 'Cause': ''}, $%s]); $text := $message($failure);"
                        + " %s$exists($failure.Phase) ? ($from := %s; {'Error': $name($failure), 'Cause': \"Phase '\" &"
                        + " $failure.Phase & \"' failed: \" & %s%s%s, 'Phase': $from}) : {'Error': $name($failure), 'Cause':"
                        + " $said})")
                .formatted(FunctionFailure.NAME, FunctionFailure.MESSAGE, error, cause, from, said, before, start);
    }

    /** Returns a complete phase as a branch: its condition, its work and its validation. */
    private StateMachineText branch(Phase phase, boolean inRow) {
        StateMachineText branch = StateMachineText.branch();
        String work = inRow ? names.of(phase.steps().get(0)) : names.add(phase.name(), ": Work");
        PhaseCondition condition = PhaseCondition.of(phase, context.input());
        if (condition != null) {
            requireKnown(
                    "the condition of phase '%s'".formatted(phase.name()),
                    TextNode.valueOf(expression(condition.expression())),
                    false);
            String skipped = names.add(phase.name(), ": Skipped");
            branch.add(
                    names.add(phase.name(), ": Condition"),
                    StateText.choice().when(condition.holds(), work).otherwise(skipped));
            branch.add(skipped, StateText.succeed());
        }
        if (inRow) {
            addSteps(branch, phase.allSteps(), this::task);
            return branch;
        }
        StateText state = work(phase).output(workOutput(phase));
        if (phase.validation().isEmpty()) {
            branch.add(work, state.end());
        } else {
            branch.add(work, state.next(names.of(phase.validation().get(0))));
            addSteps(branch, phase.validation(), this::task);
        }
        return branch;
    }

    private static String workOutput(Phase phase) {
        return phase.work() instanceof PhaseWork.Chain
                ? "$merge([$states.input, {'%s': $states.result.Output}])".formatted(OUTPUT)
                : "$merge([$states.input, {'FailedSteps': [$states.result.FailedSteps]}])";
    }

    private StateText work(Phase phase) {
        if (phase.work() instanceof PhaseWork.Items items) {
            StateMachineText iteration = StateMachineText.branch();
            addSteps(iteration, items.steps(), this::taskOfItem);
            PhaseItems all = new PhaseItems(phase, items, phases, context.input());
            requireKnown(
                    "the items of phase '%s'".formatted(phase.name()), TextNode.valueOf(expression(all.list())), false);
            return StateText.map(all.expression(), items.atOnce(), iteration);
        }
        if (phase.work() instanceof PhaseWork.Steps work && work.parallel()) {
            return StateText.parallel(
                    work.steps().stream().map(step -> branch(List.of(step))).toList());
        }
        if (phase.work() instanceof PhaseWork.Chain) {
            return chains.apply(phase);
        }
        return StateText.parallel(List.of(branch(phase.allSteps())));
    }

    private StateMachineText branch(List<EmrStep> all) {
        StateMachineText branch = StateMachineText.branch();
        addSteps(branch, all, this::task);
        return branch;
    }

    private void addSteps(StateMachineText branch, List<EmrStep> all, Function<EmrStep, ObjectNode> task) {
        for (int i = 0; i < all.size(); i++) {
            @Nullable String next = i + 1 < all.size() ? names.of(all.get(i + 1)) : null;
            steps.add(branch, names, all.get(i), task.apply(all.get(i)), next);
        }
    }

    private ObjectNode taskOfItem(EmrStep step) {
        ObjectNode arguments = (ObjectNode) inIteration(task(step, true));
        ((ObjectNode) arguments.path("Step")).put("Name", expression(PhaseItems.nameOf(step)));
        return arguments;
    }

    private static JsonNode inIteration(JsonNode json) {
        if (json.isTextual()) {
            String text = json.textValue();
            return Reference.isExpression(text) ? TextNode.valueOf(PhaseItems.inIteration(text)) : json;
        }
        if (json.isArray()) {
            ArrayNode array = Json.object().arrayNode();
            json.forEach(element -> array.add(inIteration(element)));
            return array;
        }
        if (json.isObject()) {
            ObjectNode object = Json.object();
            json.properties().forEach(member -> object.set(member.getKey(), inIteration(member.getValue())));
            return object;
        }
        return json;
    }

    private ObjectNode task(EmrStep step) {
        return task(step, false);
    }

    private ObjectNode task(EmrStep step, boolean ofItem) {
        ObjectNode json = new StepText(step, context.input()).json();
        ((ObjectNode) json.path("HadoopJarStep"))
                .set("Args", context.arguments().apply(step));
        requireKnown("step '%s'".formatted(step.name()), json, ofItem);
        ObjectNode arguments = Json.object().put("ClusterId", expression(context.clusterId()));
        arguments.set("Step", json);
        IRole role = step.executionRole();
        if (role != null) {
            arguments.put("ExecutionRoleArn", role.getRoleArn());
        }
        return arguments;
    }

    /** Checks that references read only values that exist within a phase. */
    private void requireKnown(String who, JsonNode json, boolean ofItem) {
        if (json.isContainerNode()) {
            json.forEach(member -> requireKnown(who, member, ofItem));
        } else if (Reference.isExpression(json.asText())) {
            if (context.resumable() && !ofItem && PhaseItems.readsItem(json.asText())) {
                throw new IllegalArgumentException(
                        "A reference of %s reads the item of a Map, which only the steps of Phase.forEach have"
                                .formatted(who));
            }
            if (json.asText().contains(Reference.STATE_INPUT)) {
                throw new IllegalArgumentException(
                        "An expression of %s reads %s, which is empty within a phase: write %s for the input"
                                .formatted(who, Reference.STATE_INPUT, context.input()));
            }
        }
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
