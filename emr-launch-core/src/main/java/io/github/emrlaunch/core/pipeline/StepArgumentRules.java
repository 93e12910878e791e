package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.OverrideConditions;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values that an execution may give instead of a step's arguments, as functions of JSONata. An execution chooses values and nothing
 * else: a value becomes neither an option, nor another argument by its name, nor a command of a shell. Values that the step's author lists
 * ({@link OverrideRule#withAllowedValues}) are the author's.
 */
final class StepArgumentRules {
    private static final Pattern NAMED_VALUE =
            Pattern.compile("(-{1,2}[^=]*=|[A-Za-z_][A-Za-z0-9_.-]*=(?=[^=])).*", Pattern.DOTALL);

    /**
     * Spark escapes quotes and dollar signs of an argument for the shell by which YARN starts the driver, and nothing else. YARN makes a
     * dollar sign of two opening braces, and drops two closing ones.
     *
     * @see <a href="https://github.com/apache/spark/blob/v3.5.6/resource-managers/yarn/src/main/scala/org/apache/spark/deploy/yarn/YarnSparkHadoopUtil.scala">YarnSparkHadoopUtil.escapeForShell</a>
     * @see <a href="https://github.com/apache/hadoop/blob/rel/release-3.4.1/hadoop-yarn-project/hadoop-yarn/hadoop-yarn-server/hadoop-yarn-server-nodemanager/src/main/java/org/apache/hadoop/yarn/server/nodemanager/containermanager/launcher/ContainerLaunch.java">ContainerLaunch.expandEnvironment</a>
     */
    private static final String SHELL = "/[`\\\\\\u0000-\\u001f\\u007f]|\\{\\{|\\}\\}/";

    private final EmrStep step;

    StepArgumentRules(EmrStep step) {
        this.step = step;
    }

    /** A function of a value for what is wrong with it; an empty string when the value is allowed. */
    String function(String argumentName) {
        OverrideRule rule = step.ruleOf(argumentName);
        List<String> wrongs = new ArrayList<>();
        if (step.takesNoEmptyArguments()) {
            wrongs.add(wrong("$value = ''", "must not be empty: command-runner.jar leaves out empty arguments"));
        }
        if (rule.allowedValues().isEmpty()) {
            wrongs.addAll(wrongs(argumentName));
        }
        String violation = OverrideConditions.violation(rule, "$value");
        return wrongs.isEmpty()
                ? "function($value) { %s }".formatted(violation)
                : "function($value) { $type($value) != 'string' ? %s : %s%1$s }"
                        .formatted(violation, String.join("", wrongs));
    }

    private List<String> wrongs(String argumentName) {
        List<String> wrongs = new ArrayList<>();
        if (step.passesShell()) {
            wrongs.add(
                    wrong(
                            "$contains($value, %s)".formatted(SHELL),
                            "must not have backticks, backslashes, control characters, {{ or }}: YARN would hand it to a shell"));
        }
        String beginning = beginning(argument(argumentName));
        if (step.isHiveScript()) {
            wrongs.add(wrong(
                    "$not($contains($value, /^[A-Za-z0-9_.:\\/= -]*$/))",
                    "must have only letters, digits, spaces and _ . : / = -, since Hive makes it a part of its query"));
        }
        if (beginning != null) {
            wrongs.add(wrong(
                    "$not(%s)".formatted(begins(beginning)),
                    "must begin with %s, since only the value behind it can be overridden".formatted(beginning)));
            return wrongs;
        }
        wrongs.add(wrong(
                "$contains($value, /^-/) and $not($contains($value, /^-[0-9]+(\\.[0-9]+)?$/))",
                "must not begin with -, unless it is a number: it would be an option"));
        step.arguments().stream()
                .map(StepArgumentRules::beginning)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(other -> wrongs.add(
                        wrong(begins(other), "must not begin with %s, which is another argument".formatted(other))));
        return wrongs;
    }

    private String argument(String argumentName) {
        return step.overridableArguments().entrySet().stream()
                .filter(named -> named.getValue().equals(argumentName))
                .map(named -> step.arguments().get(named.getKey()))
                .findFirst()
                .orElseThrow();
    }

    /** The name of an argument {@code NAME=VALUE}, with the equals sign; null of others. */
    private static @Nullable String beginning(String argument) {
        Matcher matcher = NAMED_VALUE.matcher(argument);
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static String begins(String beginning) {
        return "$substring($value, 0, %d) = %s".formatted(beginning.length(), text(beginning));
    }

    private static String wrong(String condition, String message) {
        return "%s ? %s : ".formatted(condition, text(message));
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
