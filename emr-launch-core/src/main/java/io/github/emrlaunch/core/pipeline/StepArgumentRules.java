package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.ArgumentConditions;
import io.github.emrlaunch.core.internal.OverrideConditions;
import io.github.emrlaunch.definitions.ArgumentUse;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules for the values that an execution sets instead of a step's arguments, as JSONata functions. An execution can choose only
 * values: a value must not become an option, another argument through its name, or a command of a shell. Values that the step's author
 * lists
 * ({@link OverrideRule#withAllowedValues}) are not checked.
 */
final class StepArgumentRules {
    private final EmrStep step;

    StepArgumentRules(EmrStep step) {
        this.step = step;
    }

    /** Returns a function that returns the violation of a value, an empty string if the value is allowed. */
    String function(String argumentName) {
        OverrideRule rule = step.ruleOf(argumentName);
        List<String> wrongs = new ArrayList<>();
        if (step.takesNoEmptyArguments()) {
            wrongs.add(wrong(ArgumentUse.COMMAND_RUNNER));
        }
        if (rule.allowedValues().isEmpty()) {
            wrongs.addAll(wrongs());
            ArgumentConditions.wrongs("$value", argument(argumentName), step.arguments())
                    .forEach(wrongs::add);
        }
        String violation = OverrideConditions.violation(rule, "$value");
        return wrongs.isEmpty()
                ? "function($value) { %s }".formatted(violation)
                : "function($value) { $type($value) != 'string' ? %s : %s%1$s }"
                        .formatted(violation, String.join("", wrongs));
    }

    /** Returns the function for a value of a reference, which has no rule of the author. */
    String ofReference() {
        return function(Stream.concat(wrongs().stream(), ArgumentConditions.wrongs("$value", null, step.arguments())));
    }

    /** Returns the function for an element of a referenced list, which may contain options, and for a value that the author composes. */
    String ofElement() {
        return function(wrongs().stream());
    }

    private String function(Stream<String> wrongs) {
        String empty = step.takesNoEmptyArguments() ? wrong(ArgumentUse.COMMAND_RUNNER) : "";
        return "function($value) { %s%s'' }".formatted(empty, wrongs.collect(Collectors.joining()));
    }

    /** Returns the checks of the programs that process a text. */
    private List<String> wrongs() {
        return step.argumentUses().stream()
                .filter(use -> use != ArgumentUse.COMMAND_RUNNER)
                .map(StepArgumentRules::wrong)
                .toList();
    }

    private static String wrong(ArgumentUse use) {
        return ArgumentConditions.wrong(
                use.refused().isEmpty() ? "$value = ''" : "$contains($value, /%s/)".formatted(use.refused()),
                use.message());
    }

    private String argument(String argumentName) {
        return step.overridableArguments().entrySet().stream()
                .filter(named -> named.getValue().equals(argumentName))
                .map(named -> step.arguments().get(named.getKey()))
                .findFirst()
                .orElseThrow();
    }
}
