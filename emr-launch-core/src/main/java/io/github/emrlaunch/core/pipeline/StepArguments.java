package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.OverrideConditions;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.PipelineRunInput;
import io.github.emrlaunch.definitions.ValueType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The arguments of a pipeline's steps, and the overrides in the input of an execution:
 * {@code {"StepArgumentOverrides": {"STEP": {"ARGUMENT": "VALUE"}}}}. The state machine checks them before anything is started,
 * without a Lambda function and its cold start.
 *
 * <p>The check assigns two variables. {@code $violation} is the violation, or an empty string. {@code $emrOverrides} has the overrides of
 * the
 * execution. Defaults are in the states of the steps, because a variable holds 256 KiB.
 */
final class StepArguments {
    static final String OVERRIDES = PipelineRunInput.STEP_ARGUMENTS;
    static final String OLDER_OVERRIDES = PipelineRunInput.STEP_ARGUMENTS_OLDER;

    /** Step Functions accepts 32,768 characters, and the cause is part of a notification of at most 256 KB. */
    private static final int MAX_CAUSE = 8_192;

    private static final int MAX_REASON = 300;

    /** The variable with the overrides. Its name avoids conflicts with variables of a user. */
    static final String VARIABLE = "emrOverrides";

    private static final OverrideRule OBJECT = OverrideRule.of("").withType(ValueType.OBJECT);

    /**
     * The check. The format arguments are the input, the arguments by step, the rule of objects, the checks of the rules, the two spellings
     * and other checks.
     */
    private static final String CHECK = """
        ($input := %s;
        $known := %s;
        $object := function($value) { %s };
        $all := function($texts) {(
          $found := $filter($texts, function($text) { $text != '' });
          $exists($found) ? $join($found, '; ') : ''
        )};
        $list := function($names) { $exists($names) and $count($names) > 0 ? $join($names, ', ') : 'none' };
        $unknown := function($path, $step, $arguments) {(
          $shape := $object($arguments);
          $not($step in $keys($known))
            ? "'" & $path & "' is no step of this pipeline. Steps: " & $list($keys($known))
            : $shape != ''
              ? "'" & $path & "' " & $shape
              : $all($each($arguments, function($value, $argument) {
                  $argument in $lookup($known, $step)
                    ? ''
                    : "'" & $path & '.' & $argument & "' is no argument that an execution may override. Arguments: "
                      & $list($lookup($known, $step))
                }))
        )};
        $wrong := function($path, $overrides, $ruled, $rule) {
          $all($each($ruled, function($arguments, $step) {
            $all($map($arguments, function($argument) {(
              $given := $lookup($overrides, $step);
              $reason := $argument in $keys($given) ? $rule($lookup($given, $argument)) : '';
              $reason = '' ? '' : "'" & $path & '.' & $step & '.' & $argument & "' " & $reason
            )}))
          }))
        };
        $check := function($path) {(
          $overrides := $lookup($input, $path);
          $shape := $exists($overrides) ? $object($overrides) : '';
          $names := $exists($overrides) and $shape = ''
            ? $all($each($overrides, function($arguments, $step) { $unknown($path & '.' & $step, $step, $arguments) }))
            : '';
          $shape != ''
            ? "'" & $path & "' " & $shape
            : $exists($overrides) and $names = '' ? $all([%s]) : $names
        )};
        $inputShape := $object($input);
        $violation := $inputShape = '' ? $all([$check('%s'), $check('%s')%s]) : 'The input ' & $inputShape;
        {
          'Violation': $length($violation) > %d ? $substring($violation, 0, %<d) & '…' : $violation,
          'Overrides': $violation = '' ? $merge([{}, $lookup($input, '%s'), $lookup($input, '%s')]) : {}
        })\
        """.replaceAll("\n\\s*", " ");

    /** Names that are resolved at deployment may be equal. JSONata fails on an object with two equal keys, so they are compared first. */
    private static final String CHECK_OF_NAMES = """
        ($names := %s;
        $equal := $filter($distinct($names), function($name) { $count($filter($names, function($other) { $other = $name })) > 1 });
        $exists($equal)
          ? {
              'Violation': 'Steps of this pipeline have equal names, which are set at deployment: ' & $join($equal, ', ')
                & '. Deploy it with a different name for each step',
              'Overrides': {}
            }
          : %s)\
        """.replaceAll("\n\\s*", " ");

    private final List<EmrStep> steps;
    private final String root;
    private final List<String> others;

    /**
     * Creates the arguments of steps and their overrides.
     *
     * @param root the expression that {@code $} refers to in references
     * @param others the checks of other members of the input, see {@link PipelineInput#checks}
     */
    StepArguments(List<EmrStep> steps, String root, List<String> others) {
        this.steps = List.copyOf(steps);
        this.root = root;
        this.others = List.copyOf(others);
    }

    /**
     * Returns the state that checks the overrides, the first of a state machine. The check is in a branch, whose errors are caught: JSONata
     * functions
     * fail on numbers outside of the range of a double.
     *
     * @param variables that are assigned in addition
     */
    StateText check(ObjectNode variables, String next) {
        StateMachineText branch = StateMachineText.branch()
                .add(
                        "Check Step Arguments",
                        StateText.pass().output(check("$states.input")).end());
        // The reason is at the end of the cause, after the expression.
        String unreadable =
                "'The input cannot be checked: …' & ($exists($states.errorOutput.Cause) ? $substring($states.errorOutput.Cause, -%d) : '')"
                        .formatted(MAX_REASON);
        return StateText.parallel(List.of(branch))
                .assign(variables
                        .deepCopy()
                        .put("violation", expression("$states.result[0].Violation"))
                        .put(VARIABLE, expression("$states.result[0].Overrides")))
                .output("{}")
                .catchAll(next, variables.deepCopy().put("violation", expression(unreadable)))
                .next(next);
    }

    /**
     * Returns the arguments of a step for its task: each unchanged, or an expression if it is a reference or an execution may override it.
     */
    JsonNode of(EmrStep step) {
        Map<Integer, UnaryOperator<String>> overrides = new LinkedHashMap<>();
        step.overridableArguments()
                .forEach((index, name) -> overrides.put(index, otherwise -> overridden(step, name, otherwise)));
        return new StepText(step, root).args(overrides);
    }

    /** @param otherwise the argument if the execution does not override it, as an expression */
    private static String overridden(EmrStep step, String name, String otherwise) {
        return "($value := $lookup($lookup($%s, %s), %s); $type($value) = 'string' ? $value : %s)"
                .formatted(VARIABLE, text(step.name()), text(name), otherwise);
    }

    /** Returns the check as an expression for {@code {"Violation", "Overrides"}}. */
    String check(String input) {
        String check = checkOfInput(input);
        ArrayNode names = Json.object().arrayNode();
        steps.forEach(step -> names.add(step.name()));
        boolean mayBeEqual = steps.size() > 1 && steps.stream().anyMatch(step -> Tokens.isUnresolved(step.name()));
        return mayBeEqual ? CHECK_OF_NAMES.formatted(quote(names), check) : check;
    }

    private String checkOfInput(String input) {
        ObjectNode known = Json.object();
        Map<String, ObjectNode> argumentsOfRule = new LinkedHashMap<>();
        for (EmrStep step : steps) {
            ArrayNode names = known.putArray(step.name());
            StepArgumentRules rules = new StepArgumentRules(step);
            new LinkedHashSet<>(step.overridableArguments().values()).forEach(name -> {
                names.add(name);
                argumentsOfRule
                        .computeIfAbsent(rules.function(name), function -> Json.object())
                        .withArray(step.name())
                        .add(name);
            });
        }
        String values = argumentsOfRule.entrySet().stream()
                .map(rule -> "$wrong($path, $overrides, %s, %s)".formatted(quote(rule.getValue()), rule.getKey()))
                .collect(Collectors.joining(", "));
        return CHECK.formatted(
                input,
                quote(known),
                OverrideConditions.violation(OBJECT, "$value"),
                values,
                OVERRIDES,
                OLDER_OVERRIDES,
                others.stream().map(", "::concat).collect(Collectors.joining()),
                MAX_CAUSE,
                OLDER_OVERRIDES,
                OVERRIDES);
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
