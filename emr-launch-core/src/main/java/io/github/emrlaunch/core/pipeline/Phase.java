package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.IChainable;

/**
 * A part of a pipeline: steps that belong together, or states of the CDK. A failure names the phase, and an execution may start from it.
 *
 * <p>What a phase reads from the execution's input is a reference of the CDK such as {@code JsonPath.stringAt("$.day")}, or an expression <code>{% … %}</code> of
 * JSONata, in which {@code $states.context.Execution.Input} is the input.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public final class Phase {
    private static final int MAX_ACTIVE_STEPS = 256;

    /**
     * The bound of a Map state.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html">Map state in Inline mode</a>
     */
    private static final int MAX_AT_ONCE = 40;

    private final String name;
    private final PhaseWork work;
    private final List<EmrStep> validation;
    private final @Nullable String condition;
    private final boolean always;

    private Phase(String name, PhaseWork work) {
        this(name, work, List.of(), null, false);
    }

    private Phase(String name, PhaseWork work, List<EmrStep> validation, @Nullable String condition, boolean always) {
        this.name = Reference.requireText("'name' of a phase", EmrStep.requireName("'name' of a phase", name));
        this.work = work;
        this.validation = validation;
        this.condition = condition;
        this.always = always;
    }

    /**
     * Steps that run one after the other.
     *
     * @param name 1 to 256 characters, whichever EMR takes for steps
     * @throws IllegalArgumentException when there is no step
     */
    public static Phase of(String name, EmrStep... steps) {
        return of(name, Validation.list("steps", steps));
    }

    /** The same with the steps as a list. */
    public static Phase of(String name, List<EmrStep> steps) {
        return new Phase(name, new PhaseWork.Steps(requireSteps(name, steps), false));
    }

    /**
     * Steps that are handed to EMR at once, which runs as many at a time as the cluster's step concurrency allows.
     *
     * @param name 1 to 256 characters, whichever EMR takes for steps
     * @throws IllegalArgumentException when there is no step, or EMR would refuse one
     */
    public static Phase parallel(String name, EmrStep... steps) {
        return parallel(name, Validation.list("steps", steps));
    }

    /** The same with the steps as a list. */
    public static Phase parallel(String name, List<EmrStep> steps) {
        List<EmrStep> all = requireSteps(name, steps);
        if (all.size() > MAX_ACTIVE_STEPS) {
            throw new IllegalArgumentException(
                    "Phase '%s' hands %d steps to EMR at once, which takes %d. Make several phases of them"
                            .formatted(name, all.size(), MAX_ACTIVE_STEPS));
        }
        requireContinue(name, all);
        return new Phase(name, new PhaseWork.Steps(all, true));
    }

    /**
     * The scripts of a folder, one after the other in the order of their names: {@code .py} by Spark, {@code .hql} by Hive,
     * {@code .sh} by the shell. The steps are named for the files.
     *
     * @param code whose folder this app knows
     * @param pattern a glob over paths within the folder, such as <code>nightly/*</code>
     * @throws IllegalArgumentException when nothing matches, or a file is none of these
     */
    public static Phase ofScripts(String name, EmrCode code, String pattern) {
        List<EmrStep> steps = new ArrayList<>();
        Validation.required("code", code)
                .files(Validation.required("pattern", pattern))
                .forEach(file -> steps.add(script(code, file)));
        return of(name, steps);
    }

    /**
     * Steps for each item of a list that the execution brings, one item after the other unless {@link #atOnce} says more. What the steps of an item have of it
     * are references: {@code JsonPath.stringAt("$$.Map.Item.Value")}, or {@code "$$.Map.Item.Value.table"} of an item that is an object, and
     * {@code "$$.Map.Item.Index"}. EMR names a step of an item for both, {@code Load 0: orders}.
     *
     * @param name 1 to 256 characters, whichever EMR takes for steps
     * @param items a reference such as {@code JsonPath.stringAt("$.tables")}, an expression, or {@link #output} of an earlier phase. A pipeline with one such phase runs 1,000 of
     *     its steps, fewer where steps are retried or others go on after them: more items than the history of an execution has room for fail the phase
     * @param steps whose names have at most 200 characters
     */
    public static Phase forEach(String name, String items, EmrStep... steps) {
        return forEach(name, items, Validation.list("steps", steps));
    }

    /** The same with the steps as a list. */
    public static Phase forEach(String name, String items, List<EmrStep> steps) {
        PhaseItems.requireReference(name, Validation.required("items", items));
        return forEach(name, List.of(items), steps);
    }

    /** The same with the items as a list, such as {@code JsonPath.listAt("$.tables")}, or known ones. */
    public static Phase forEach(String name, List<String> items, EmrStep... steps) {
        return forEach(name, items, Validation.list("steps", steps));
    }

    /** The same with the steps as a list. */
    public static Phase forEach(String name, List<String> items, List<EmrStep> steps) {
        List<EmrStep> all = requireSteps(name, steps);
        for (EmrStep step : all) {
            if (step.name().length() > PhaseItems.MAX_STEP_NAME) {
                throw new IllegalArgumentException(
                        "Step '%s' of phase '%s': 'name' must have at most %d characters, since an item is added to it"
                                .formatted(step.name(), name, PhaseItems.MAX_STEP_NAME));
            }
        }
        return new Phase(name, new PhaseWork.Items(Validation.list("items", items), all, 1));
    }

    /**
     * Any states of the CDK: a function that decides, a query that waits. They become a state machine of their own, which the pipeline
     * runs and waits for, so that they may be written in JSONPath. Its input is that of the pipeline with {@code LaunchClusterResult.ClusterId} and
     * {@code PhaseOutputs}, its output is that of the phase.
     *
     * @param name 1 to 256 characters, whichever EMR takes for steps
     * @param chain states that are in no other state machine
     */
    public static Phase ofChain(String name, IChainable chain) {
        return new Phase(name, new PhaseWork.Chain(Validation.required("chain", chain)));
    }

    private static List<EmrStep> requireSteps(String name, List<EmrStep> steps) {
        List<EmrStep> all = Validation.list("steps", steps);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("Phase '%s' must have at least one step".formatted(name));
        }
        return all;
    }

    private static void requireContinue(String name, List<EmrStep> steps) {
        for (EmrStep step : steps) {
            if (step.actionOnFailure() != ActionOnFailure.CONTINUE) {
                throw new IllegalArgumentException(
                        "Step '%s' of phase '%s': 'actionOnFailure' of steps that run at once must be CONTINUE, got: %s"
                                .formatted(step.name(), name, step.actionOnFailure()));
            }
        }
    }

    private static EmrStep script(EmrCode code, String file) {
        if (file.endsWith(".py")) {
            return SparkSubmit.python(code, file).toStep(file);
        }
        if (file.endsWith(".hql")) {
            return EmrStep.hiveScript(file, code, file, Map.of());
        }
        if (file.endsWith(".sh")) {
            return EmrStep.shellScript(file, code, file);
        }
        throw new IllegalArgumentException(
                "'%s' is no script that a phase can run: .py, .hql or .sh. Narrow the pattern".formatted(file));
    }

    /** The same phase with steps that run one after the other behind all others, and fail when those made something wrong. */
    public Phase validatedBy(EmrStep... checks) {
        return validatedBy(Validation.list("checks", checks));
    }

    /** The same with the steps as a list. */
    public Phase validatedBy(List<EmrStep> checks) {
        return new Phase(name, work, Validation.list("checks", checks), condition, always);
    }

    /**
     * The same phase under a condition. Where it does not hold, the phase is passed over. What is no boolean fails the execution.
     *
     * @param condition a reference such as {@code JsonPath.stringAt("$.full")}, an expression such as
     *     <code>{% $states.context.Execution.Input.full = true %}</code>, or {@link #output} of an earlier phase
     */
    public Phase onlyIf(String condition) {
        return new Phase(name, work, validation, Validation.required("condition", condition), always);
    }

    /**
     * The same phase, which an execution that starts from a later one runs all the same, for checks and approvals: whoever may start executions chooses the phase
     * to start from. Phases of {@link #ofChain} are always so.
     */
    public Phase always() {
        return new Phase(name, work, validation, condition, true);
    }

    /**
     * The same phase {@link #forEach} item, with several items at once. EMR runs as many of their steps as the cluster's step concurrency allows.
     *
     * @param items 1 to 40; 1 is the default
     * @throws IllegalArgumentException when the phase has no items, or EMR would refuse steps at once
     */
    public Phase atOnce(int items) {
        if (!(work instanceof PhaseWork.Items each)) {
            throw new IllegalArgumentException(
                    "Phase '%s' has no items: only one of Phase.forEach has".formatted(name));
        }
        GivenNumbers.known("atOnce", items, "it is part of the state machine");
        if (items < 1 || items > MAX_AT_ONCE) {
            throw new IllegalArgumentException(
                    "'atOnce' of phase '%s' must be 1 to %d, got: %d".formatted(name, MAX_AT_ONCE, items));
        }
        if (items > 1) {
            requireContinue(name, each.steps());
        }
        return new Phase(name, new PhaseWork.Items(each.items(), each.steps(), items), validation, condition, always);
    }

    /**
     * A value of this phase's output, for arguments, items and conditions of later phases: an expression of JSONata.
     *
     * @param path such as {@code $.tables}; {@code $} is all of it
     * @throws IllegalArgumentException when the phase has no output, as only one of {@link #ofChain} has
     */
    public String output(String path) {
        if (!(work instanceof PhaseWork.Chain)) {
            throw new IllegalArgumentException(
                    "Phase '%s' has no output: only one of Phase.ofChain has".formatted(name));
        }
        return expression(PhaseOutputs.expression(name, path));
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The steps, without those that validate. */
    public List<EmrStep> steps() {
        return work.steps();
    }

    PhaseWork work() {
        return work;
    }

    List<EmrStep> validation() {
        return validation;
    }

    @Nullable String condition() {
        return condition;
    }

    /** Whether an execution may pass over the phase when it starts from a later one, which uses nothing that the phase puts out. */
    boolean canBePassedOver() {
        return !always && !(work instanceof PhaseWork.Chain);
    }

    /** Whether a failed step of the phase does not end it. */
    boolean continues() {
        return allSteps().stream().anyMatch(step -> step.failureRules().continues());
    }

    /** The same phase with other steps in place of its own. */
    Phase withSteps(UnaryOperator<EmrStep> change) {
        return new Phase(
                name, work.withSteps(change), validation.stream().map(change).toList(), condition, always);
    }

    /** All steps, those that validate included. */
    List<EmrStep> allSteps() {
        List<EmrStep> all = new ArrayList<>(steps());
        all.addAll(validation);
        return all;
    }

    @Override
    public String toString() {
        return "Phase '%s'".formatted(name);
    }
}
