package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.ArgumentConditions.wrong;

import io.github.emrlaunch.core.internal.ArgumentConditions;
import io.github.emrlaunch.core.internal.OverrideConditions;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values that an execution may give instead of a step's arguments, as functions of JSONata. An execution chooses values and nothing
 * else: a value becomes neither an option, nor another argument by its name, nor a command of a shell. Values that the step's author lists
 * ({@link OverrideRule#withAllowedValues}) are the author's.
 */
final class StepArgumentRules {
    /**
     * Spark escapes quotes and dollar signs of an argument for the shell by which YARN starts the driver, and nothing else. YARN makes a
     * dollar sign of two opening braces, and drops two closing ones.
     *
     * @see <a href="https://github.com/apache/spark/blob/v3.5.6/resource-managers/yarn/src/main/scala/org/apache/spark/deploy/yarn/YarnSparkHadoopUtil.scala">YarnSparkHadoopUtil.escapeForShell</a>
     * @see <a href="https://github.com/apache/hadoop/blob/rel/release-3.4.1/hadoop-yarn-project/hadoop-yarn/hadoop-yarn-server/hadoop-yarn-server-nodemanager/src/main/java/org/apache/hadoop/yarn/server/nodemanager/containermanager/launcher/ContainerLaunch.java">ContainerLaunch.expandEnvironment</a>
     */
    private static final String SHELL = "/[`\\\\\\u0000-\\u001f\\u007f]|\\{\\{|\\}\\}/";

    private static final String NO_EMPTY =
            wrong("$value = ''", "must not be empty: command-runner.jar leaves out empty arguments");

    private final EmrStep step;

    StepArgumentRules(EmrStep step) {
        this.step = step;
    }

    /** A function of a value for what is wrong with it; an empty string when the value is allowed. */
    String function(String argumentName) {
        OverrideRule rule = step.ruleOf(argumentName);
        List<String> wrongs = new ArrayList<>();
        if (step.takesNoEmptyArguments()) {
            wrongs.add(NO_EMPTY);
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

    /** The same for a value by reference, which no rule of the author is for. */
    String ofReference() {
        return function(Stream.concat(wrongs().stream(), ArgumentConditions.wrongs("$value", null, step.arguments())));
    }

    /** The same for an element of a list by reference, which brings its options with it, and for what the author composes. */
    String ofElement() {
        return function(wrongs().stream());
    }

    private String function(Stream<String> wrongs) {
        String empty = step.takesNoEmptyArguments() ? NO_EMPTY : "";
        return "function($value) { %s%s'' }".formatted(empty, wrongs.collect(Collectors.joining()));
    }

    /** What the way to the program makes of a text. */
    private List<String> wrongs() {
        List<String> wrongs = new ArrayList<>();
        if (step.passesShell()) {
            wrongs.add(
                    wrong(
                            "$contains($value, %s)".formatted(SHELL),
                            "must not have backticks, backslashes, control characters, {{ or }}: YARN would hand it to a shell"));
        }
        if (step.passesHadoopConfiguration()) {
            wrongs.add(wrong(
                    "$contains($value, '${')",
                    "must not have ${: Hadoop would put a setting or a variable of the environment there"));
        }
        if (step.isHiveScript()) {
            wrongs.add(wrong(
                    "$not($contains($value, /^[A-Za-z0-9_.:\\/= -]*$/))",
                    "must have only letters, digits, spaces and _ . : / = -, since Hive makes it a part of its query"));
        }
        return wrongs;
    }

    private String argument(String argumentName) {
        return step.overridableArguments().entrySet().stream()
                .filter(named -> named.getValue().equals(argumentName))
                .map(named -> step.arguments().get(named.getKey()))
                .findFirst()
                .orElseThrow();
    }
}
