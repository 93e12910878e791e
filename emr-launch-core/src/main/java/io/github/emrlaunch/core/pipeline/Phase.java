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
 * A part of a pipeline: related steps, or states of the CDK. A failure names the phase, and an execution can start from it.
 *
 * <p>A phase reads values of the execution's input by a CDK reference such as {@code JsonPath.stringAt("$.day")}, or by a JSONata
 * expression
 * <code>{% … %}</code>, in which {@code $states.context.Execution.Input} is the input.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public final class Phase {
    private static final int MAX_ACTIVE_STEPS = 256;

    /**
     * The largest concurrency of a Map state.
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
     * Creates a phase of steps that run one after the other.
     *
     * @param name 1 to 256 characters that EMR accepts in step names
     * @throws IllegalArgumentException when there is no step
     */
    public static Phase of(String name, EmrStep... steps) {
        return of(name, Validation.list("steps", steps));
    }

    /** Creates a phase of steps that run one after the other, as a list. */
    public static Phase of(String name, List<EmrStep> steps) {
        return new Phase(name, new PhaseWork.Steps(requireSteps(name, steps), false));
    }

    /**
     * Creates a phase of steps that are added to the cluster at once. EMR runs as many at a time as the cluster's step concurrency level
     * allows.
     *
     * @param name 1 to 256 characters that EMR accepts in step names
     * @throws IllegalArgumentException when there is no step, or EMR would refuse one
     */
    public static Phase parallel(String name, EmrStep... steps) {
        return parallel(name, Validation.list("steps", steps));
    }

    /** Creates a phase of steps that are added to the cluster at once, as a list. */
    public static Phase parallel(String name, List<EmrStep> steps) {
        List<EmrStep> all = requireSteps(name, steps);
        if (all.size() > MAX_ACTIVE_STEPS) {
            throw new IllegalArgumentException(
                    "Phase '%s' adds %d steps at once, EMR accepts %d. Split it into several phases"
                            .formatted(name, all.size(), MAX_ACTIVE_STEPS));
        }
        requireContinue(name, all);
        return new Phase(name, new PhaseWork.Steps(all, true));
    }

    /**
     * Creates a phase of the scripts of a folder, one after the other, sorted by name: {@code .py} runs in Spark, {@code .hql} in Hive,
     * {@code .sh} in the shell. The steps have the names of the files.
     *
     * @param code the code, whose folder must be known to this app
     * @param pattern a glob over paths within the folder, such as <code>nightly/*</code>
     * @throws IllegalArgumentException when no file matches, or a file has another type
     */
    public static Phase ofScripts(String name, EmrCode code, String pattern) {
        List<EmrStep> steps = new ArrayList<>();
        Validation.required("code", code)
                .files(Validation.required("pattern", pattern))
                .forEach(file -> steps.add(script(code, file)));
        return of(name, steps);
    }

    /**
     * Creates a phase of steps for each item of a list from the execution, one item after the other unless {@link #atOnce} is set. The
     * steps read their item
     * by references: {@code JsonPath.stringAt("$$.Map.Item.Value")}, {@code "$$.Map.Item.Value.table"} for an item that is an object, and
     * {@code "$$.Map.Item.Index"}. EMR's name of such a step contains index and item, for example {@code Load 0: orders}.
     *
     * @param name 1 to 256 characters that EMR accepts in step names
     * @param items a reference such as {@code JsonPath.stringAt("$.tables")}, an expression, or {@link #output} of an earlier phase. A
     * pipeline with one such phase runs up to 1,000 of
     *     its steps, fewer if steps have retries or continue on failure. More items than the history of an execution can hold fail the
     * phase
     * @param steps the steps, whose names have at most 200 characters
     */
    public static Phase forEach(String name, String items, EmrStep... steps) {
        return forEach(name, items, Validation.list("steps", steps));
    }

    /** Creates a phase of steps for each item, with the steps as a list. */
    public static Phase forEach(String name, String items, List<EmrStep> steps) {
        PhaseItems.requireReference(name, Validation.required("items", items));
        return forEach(name, List.of(items), steps);
    }

    /** Creates a phase of steps for each item, with the items as a list: {@code JsonPath.listAt("$.tables")} or known items. */
    public static Phase forEach(String name, List<String> items, EmrStep... steps) {
        return forEach(name, items, Validation.list("steps", steps));
    }

    /** Creates a phase of steps for each item, with items and steps as lists. */
    public static Phase forEach(String name, List<String> items, List<EmrStep> steps) {
        List<EmrStep> all = requireSteps(name, steps);
        for (EmrStep step : all) {
            if (step.name().length() > PhaseItems.MAX_STEP_NAME) {
                throw new IllegalArgumentException(
                        "Step '%s' of phase '%s': 'name' must have at most %d characters, because the item is appended to it"
                                .formatted(step.name(), name, PhaseItems.MAX_STEP_NAME));
            }
        }
        return new Phase(name, new PhaseWork.Items(Validation.list("items", items), all, 1));
    }

    /**
     * Creates a phase of any CDK states, such as a function that decides or a query. They become a separate state machine, which the
     * pipeline
     * runs and waits for, so they may use JSONPath. The input is that of the pipeline with {@code LaunchClusterResult.ClusterId} and
     * {@code PhaseOutputs}. The output is the output of the phase.
     *
     * @param name 1 to 256 characters that EMR accepts in step names
     * @param chain the states, which must not be in another state machine
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
                "'%s' is not a script that a phase can run: .py, .hql or .sh. Narrow the pattern".formatted(file));
    }

    /**
     * Returns this phase with validation steps. They run one after the other after all other steps, and fail when the results are wrong.
     */
    public Phase validatedBy(EmrStep... checks) {
        return validatedBy(Validation.list("checks", checks));
    }

    /** Returns this phase with validation steps, as a list. */
    public Phase validatedBy(List<EmrStep> checks) {
        return new Phase(name, work, Validation.list("checks", checks), condition, always);
    }

    /**
     * Returns this phase with a condition. If the condition is false, the phase is skipped. A value that is not a boolean fails the
     * execution.
     *
     * @param condition a reference such as {@code JsonPath.stringAt("$.full")}, an expression such as
     *     <code>{% $states.context.Execution.Input.full = true %}</code>, or {@link #output} of an earlier phase
     */
    public Phase onlyIf(String condition) {
        return new Phase(name, work, validation, Validation.required("condition", condition), always);
    }

    /**
     * Returns this phase with the setting that an execution that starts from a later phase runs it nevertheless, for checks and approvals:
     * everybody who may start executions can choose the phase
     * to start from. Phases of {@link #ofChain} always run.
     */
    public Phase always() {
        return new Phase(name, work, validation, condition, true);
    }

    /**
     * Returns this {@link #forEach} phase with several items at once. EMR runs as many of their steps as the cluster's step concurrency
     * level allows.
     *
     * @param items the number of items, 1 to 40. Default: 1
     * @throws IllegalArgumentException when the phase has no items, or EMR would refuse its steps if they run at once
     */
    public Phase atOnce(int items) {
        if (!(work instanceof PhaseWork.Items each)) {
            throw new IllegalArgumentException(
                    "Phase '%s' has no items: only a phase of Phase.forEach has items".formatted(name));
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
     * Returns a JSONata expression for a value of this phase's output, for arguments, items and conditions of later phases.
     *
     * @param path such as {@code $.tables}; {@code $} is the complete output
     * @throws IllegalArgumentException when the phase has no output, because it is not one of {@link #ofChain}
     */
    public String output(String path) {
        if (!(work instanceof PhaseWork.Chain)) {
            throw new IllegalArgumentException(
                    "Phase '%s' has no output: only a phase of Phase.ofChain has an output".formatted(name));
        }
        return expression(PhaseOutputs.expression(name, path));
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the steps, without the validation steps. */
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

    /** Returns whether an execution that starts from a later phase can skip this phase. Later phases must not use its output. */
    boolean canBePassedOver() {
        return !always && !(work instanceof PhaseWork.Chain);
    }

    /** Returns whether the phase continues after a failed step. */
    boolean continues() {
        return allSteps().stream().anyMatch(step -> step.failureRules().continues());
    }

    /** Returns this phase with changed steps. */
    Phase withSteps(UnaryOperator<EmrStep> change) {
        return new Phase(
                name, work.withSteps(change), validation.stream().map(change).toList(), condition, always);
    }

    /** Returns all steps, including the validation steps. */
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
