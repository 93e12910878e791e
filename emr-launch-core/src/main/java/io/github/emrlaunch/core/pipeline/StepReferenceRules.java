package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.states.Reference;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The rules for references in the arguments of a step. Everybody who may start executions chooses the referenced values, so they must not
 * be anything that a program runs: not the program,
 * its options, or a command, query or script that it takes as an argument. After the application of {@code spark-submit}, and after the
 * script of {@code script-runner.jar}, the arguments belong to the author's own program, which can handle them safely. Only there may a
 * complete list come from the execution.
 */
final class StepReferenceRules {
    /** Options whose values common programs (shells, hive, spark-sql, beeline, python, hadoop-streaming) run. */
    private static final Set<String> RUN_WHAT_IS_BEHIND = Set.of(
            "-c",
            "-e",
            "-f",
            "-i",
            "-m",
            "-q",
            "-x",
            "--command",
            "--eval",
            "--execute",
            "--file",
            "--jar",
            "--jars",
            "--query",
            "-D",
            "-libjars",
            "-mapper",
            "-combiner",
            "-reducer",
            "--files");

    /** Programs that run their first argument that is not an option as a program or a script. */
    private static final Pattern RUNS_ITS_ARGUMENT = Pattern.compile(
            "(.*/)?(ba|da|k|z|c)?sh|(.*/)?(env|exec|eval|hadoop|java|mapred|nice|node|nohup|perl|python[0-9.]*|ruby|source|ssh|sudo|time|timeout|xargs|yarn)");

    private static final Pattern SCRIPT_RUNNER = Pattern.compile("(.*/)?script-runner\\.jar");
    private static final Pattern STREAMING = Pattern.compile("(.*/)?hadoop-streaming[^/]*\\.jar");

    private final EmrStep step;
    private final List<Reference> arguments;

    StepReferenceRules(EmrStep step, List<Reference> arguments) {
        this.step = step;
        this.arguments = arguments;
    }

    /** @throws IllegalArgumentException when a reference chooses, or may choose, what runs */
    void check() {
        requireText("jar", step.jar());
        String mainClass = step.mainClass();
        if (mainClass != null) {
            requireText("mainClass", mainClass);
        }
        step.properties().keySet().forEach(key -> requireText("properties", key));
        if (step.isRunner() || STREAMING.matcher(step.jar()).matches()) {
            IntStream.range(0, arguments.size())
                    .filter(i -> !arguments.get(i).isLiteral())
                    .forEach(this::requireValue);
        }
    }

    private void requireText(String property, String text) {
        Reference reference =
                Reference.of("%s' of step '%s".formatted(property, step.name()), text, Reference.STATE_INPUT);
        // Values that the author composes are not restricted.
        if (!reference.isLiteral() && !reference.isComposed()) {
            throw new IllegalArgumentException(
                    "Step '%s': '%s' determines what runs, and must not be a reference: everybody who starts an execution could choose the program"
                            .formatted(step.name(), property));
        }
    }

    private void requireValue(int index) {
        int application = application();
        boolean isList = arguments.get(index).isList();
        if (saysWhatRuns(index, application)) {
            throw new IllegalArgumentException(
                    "Step '%s': argument %d of %s determines what runs, and must not be a reference: everybody who starts an execution could choose the program"
                            .formatted(step.name(), index + 1, step.jar()));
        }
        if (isList && application < 0) {
            throw new IllegalArgumentException(
                    ("Step '%s': argument %d of %s is a referenced list, with which everybody who starts an execution could choose options and commands "
                                    + "of '%s'. Pass each value with JsonPath.stringAt, or run your own script or Spark application with the list")
                            .formatted(
                                    step.name(),
                                    index + 1,
                                    step.jar(),
                                    step.isRunner() ? step.arguments().get(0) : step.jar()));
        }
    }

    /**
     * Returns the index of the author's own program, which receives all arguments after it, or -1 if the arguments belong to another
     * program.
     */
    private int application() {
        if (SCRIPT_RUNNER.matcher(step.jar()).matches()) {
            return 0;
        }
        return step.isRunner() ? SparkCommand.application(step.arguments()) : -1;
    }

    private boolean saysWhatRuns(int index, int application) {
        if (application >= 0) {
            // The application of spark-submit may be a value. A list in its place could contain options.
            boolean isSpark = application > 0;
            return index < application
                    || (index == application
                            && (!isSpark || arguments.get(index).isList()));
        }
        if (!step.isRunner()) {
            return index > 0 && RUN_WHAT_IS_BEHIND.contains(step.arguments().get(index - 1));
        }
        return index == 0
                || RUN_WHAT_IS_BEHIND.contains(step.arguments().get(index - 1))
                || (RUNS_ITS_ARGUMENT.matcher(step.arguments().get(0)).matches()
                        && step.arguments().subList(1, index).stream().allMatch(argument -> argument.startsWith("-")));
    }
}
