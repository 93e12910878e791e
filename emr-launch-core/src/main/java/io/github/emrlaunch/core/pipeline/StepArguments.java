package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.Choice;
import software.amazon.awscdk.services.stepfunctions.Condition;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.Result;
import software.constructs.Construct;

/**
 * The arguments of a pipeline's steps, and what an execution may make of them:
 * {@code {"StepArgumentOverrides": {"STEP": {"ARGUMENT": "INSTEAD"}}}}. It is done by intrinsic functions, before anything is
 * started. An override of what isn't there, or that is no text, fails the execution, so that no typing error goes unseen.
 *
 * <p>In the state, {@code $.StepArguments.Steps.StepN} has the arguments of the Nth step.
 */
final class StepArguments {
    private static final String OVERRIDES = "StepArgumentOverrides";
    private static final String OLDER_OVERRIDES = "StepArgOverrides";
    private static final String ARGUMENTS = "$.StepArguments";
    private static final String WORK = "$.StepOverrides";

    /** What can stand in a path within an intrinsic function. */
    private static final String OVERRIDABLE = "[A-Za-z0-9_ .:/=@+*%#-]+";
    /** Step Functions takes 32,768 characters, and the cause goes into a message of at most 256 KB. */
    private static final int MAX_CAUSE = 8_192;

    private final List<EmrStep> steps;

    StepArguments(List<EmrStep> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Where the state has the arguments of a step; null when there is nothing to override in them. */
    @Nullable String pathOf(EmrStep step) {
        return overridable(step).isEmpty() ? null : ARGUMENTS + ".Steps." + key(steps.indexOf(step));
    }

    /**
     * The state that comes before all others. Its states are one branch of a Parallel state because those that can fail of bad input
     * can't catch it themselves, and what they work with goes no further.
     */
    Chain before(Construct scope, IChainable next, IChainable failed) {
        Parallel read = Parallel.Builder.create(scope, "Read Step Arguments")
                .resultSelector(Map.of("Steps.$", "$[0].StepArguments"))
                .resultPath(ARGUMENTS)
                .build();
        read.branch(overriding(scope));
        read.addCatch(
                failed,
                CatchProps.builder()
                        .errors(List.of(PipelineErrors.UNKNOWN_STEP_ARGUMENT, PipelineErrors.INVALID_STEP_ARGUMENTS))
                        .resultPath("$.Error")
                        .build());
        // An input that is no object has no place for an error.
        read.addCatch(unreadable(scope).next(failed), EmrChains.toError("$"));
        return read.next(next);
    }

    private Chain overriding(Construct scope) {
        Pass done = Pass.Builder.create(scope, "Step Arguments Read").build();
        Choice check = Choice.Builder.create(scope, "Step Arguments Known?").build();
        check.when(Condition.not(everythingIsKnown()), unknown(scope));
        List<Condition> texts = overridesAreTexts();
        if (!texts.isEmpty()) {
            check.when(Condition.not(Condition.and(texts.toArray(Condition[]::new))), notTexts(scope));
        }
        check.otherwise(done);
        return Chain.start(result(scope, "Step Arguments", ARGUMENTS, arguments()))
                .next(result(scope, "Known Step Arguments", WORK, knownArguments()))
                .next(parameters(scope, "Read Step Argument Overrides", WORK + ".Read", read()))
                .next(parameters(scope, "Match Step Argument Overrides", WORK + ".Matched", matched()))
                .next(parameters(scope, "Merge Step Argument Overrides", WORK + ".Merged", merged()))
                .next(parameters(scope, "Override Step Arguments", ARGUMENTS, overriddenArguments()))
                .next(check);
    }

    private static Pass result(Construct scope, String id, String path, Map<String, Object> value) {
        return Pass.Builder.create(scope, id)
                .result(Result.fromObject(value))
                .resultPath(path)
                .build();
    }

    private static Pass parameters(Construct scope, String id, String path, Map<String, Object> value) {
        return Pass.Builder.create(scope, id).parameters(value).resultPath(path).build();
    }

    private Map<String, Object> arguments() {
        Map<String, Object> all = new LinkedHashMap<>();
        forEachOverridable((key, step) -> all.put(key, step.arguments()));
        return all;
    }

    private Map<String, Object> knownArguments() {
        Map<String, Object> names = new LinkedHashMap<>();
        steps.forEach(step -> names.put(step.name(), Map.of()));
        Map<String, Object> arguments = new LinkedHashMap<>();
        forEach((key, step) -> arguments.put(key, overridable(step)));
        Map<String, Object> none = new LinkedHashMap<>();
        none.put(OVERRIDES, Map.of());
        none.put(OLDER_OVERRIDES, Map.of());
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("None", none);
        known.put("Steps", names);
        known.put("Arguments", arguments);
        return known;
    }

    private static Map<String, Object> read() {
        return Map.of("Given.$", merge(WORK + ".None", "$$.Execution.Input"));
    }

    private static Map<String, Object> matched() {
        String given = WORK + ".Read.Given.";
        return Map.of("Steps.$", merge(WORK + ".Steps", merge(given + OLDER_OVERRIDES, given + OVERRIDES)));
    }

    private Map<String, Object> merged() {
        Map<String, Object> merged = new LinkedHashMap<>();
        merged.put("Steps.$", "States.ArrayLength(%s.Matched.Steps.*)".formatted(WORK));
        forEach((key, step) -> merged.put(
                key + ".$",
                merge("%s.Arguments.%s".formatted(WORK, key), "%s.Matched.Steps['%s']".formatted(WORK, step.name()))));
        return merged;
    }

    private Map<String, Object> overriddenArguments() {
        Map<String, Object> all = new LinkedHashMap<>();
        forEachOverridable((key, step) -> {
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < step.arguments().size(); i++) {
                String argument = step.arguments().get(i);
                paths.add(
                        isOverridable(step, i)
                                ? "%s.Merged.%s['%s']".formatted(WORK, key, argument)
                                : "%s.%s[%d]".formatted(ARGUMENTS, key, i));
            }
            all.put(key + ".$", "States.Array(%s)".formatted(String.join(", ", paths)));
        });
        forEach((key, step) -> all.put(key + "Known.$", "States.ArrayLength(%s.Merged.%s.*)".formatted(WORK, key)));
        return all;
    }

    private Condition everythingIsKnown() {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(Condition.numberEquals(WORK + ".Merged.Steps", steps.size()));
        forEach((key, step) -> conditions.add(Condition.numberEquals(
                "%s.%sKnown".formatted(ARGUMENTS, key), overridable(step).size())));
        return Condition.and(conditions.toArray(Condition[]::new));
    }

    private List<Condition> overridesAreTexts() {
        List<Condition> conditions = new ArrayList<>();
        forEachOverridable((key, step) -> {
            for (int i = 0; i < step.arguments().size(); i++) {
                if (isOverridable(step, i)) {
                    String path = "%s.%s[%d]".formatted(ARGUMENTS, key, i);
                    conditions.add(Condition.isString(path));
                    if (!step.takesEmptyArguments()) {
                        conditions.add(Condition.not(Condition.stringEquals(path, "")));
                    }
                }
            }
        });
        return conditions;
    }

    private Fail unknown(Construct scope) {
        String cause = "'%s' names a step or an argument that this pipeline doesn't have. Steps and their arguments: %s"
                .formatted(
                        OVERRIDES,
                        steps.stream()
                                .map(step -> "%s %s"
                                        .formatted(
                                                step.name(), overridable(step).keySet()))
                                .collect(Collectors.joining(", ")));
        return Fail.Builder.create(scope, "Unknown Step Argument")
                .error(PipelineErrors.UNKNOWN_STEP_ARGUMENT)
                .cause(cause.length() <= MAX_CAUSE ? cause : cause.substring(0, MAX_CAUSE - 1) + "…")
                .build();
    }

    private static Fail notTexts(Construct scope) {
        return Fail.Builder.create(scope, "Invalid Step Argument")
                .error(PipelineErrors.INVALID_STEP_ARGUMENTS)
                .cause(
                        ("'%s' must have a text for each argument that it names, in quotes if it is a number; not an empty one where "
                                        + "command-runner.jar runs the step, which leaves it out")
                                .formatted(OVERRIDES))
                .build();
    }

    private static Pass unreadable(Construct scope) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("Error", PipelineErrors.INVALID_STEP_ARGUMENTS);
        error.put(
                "Cause.$",
                ("States.Format('The input must be an object, and its %s, if there, an object with an object for each step that has "
                                + "a text for each argument. Step Functions says: {}', $.Cause)")
                        .formatted(OVERRIDES));
        return Pass.Builder.create(scope, "Step Arguments Unreadable")
                .parameters(Map.of("Error", error))
                .build();
    }

    private static String merge(String path, String over) {
        return "States.JsonMerge(%s, %s, false)".formatted(path, over);
    }

    private interface StepConsumer {
        void accept(String key, EmrStep step);
    }

    private void forEach(StepConsumer consumer) {
        for (int i = 0; i < steps.size(); i++) {
            consumer.accept(key(i), steps.get(i));
        }
    }

    private void forEachOverridable(StepConsumer consumer) {
        forEach((key, step) -> {
            if (!overridable(step).isEmpty()) {
                consumer.accept(key, step);
            }
        });
    }

    private static String key(int index) {
        return "Step" + index;
    }

    /** The arguments that can be overridden, each for itself. */
    private static Map<String, String> overridable(EmrStep step) {
        Map<String, String> arguments = new TreeMap<>();
        IntStream.range(0, step.arguments().size())
                .filter(index -> isOverridable(step, index))
                .mapToObj(step.arguments()::get)
                .forEach(argument -> arguments.put(argument, argument));
        return arguments;
    }

    /** What only the deployment knows, nobody can name. */
    private static boolean isOverridable(EmrStep step, int index) {
        String argument = step.arguments().get(index);
        return !step.isFixed(index) && !Tokens.isUnresolved(argument) && argument.matches(OVERRIDABLE);
    }
}
