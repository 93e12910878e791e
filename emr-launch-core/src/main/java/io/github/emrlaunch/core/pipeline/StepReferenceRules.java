package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.states.Reference;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Where the arguments of a step may be references. Whoever starts an execution chooses values, and nothing that a program runs: neither the program,
 * nor its options, nor a command, a query or a script that it takes as an argument. Behind the application of {@code spark-submit}, and behind the
 * script of {@code script-runner.jar}, the arguments are those of the author's own program, which knows what it does with them: only there a
 * whole list may come from the execution.
 */
final class StepReferenceRules {
    /** Options behind which common programs (shells, hive, spark-sql, beeline, python, hadoop-streaming) take what they run. */
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

    /** Programs that take their first argument which is no option for a program or a script. */
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

    /** @throws IllegalArgumentException when a reference says what runs, or may say it */
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
        // What the author composes is the author's.
        if (!reference.isLiteral() && !reference.isComposed()) {
            throw new IllegalArgumentException(
                    "Step '%s': '%s' says what runs, and must not be a reference: whoever starts an execution would choose the program"
                            .formatted(step.name(), property));
        }
    }

    private void requireValue(int index) {
        int application = application();
        boolean isList = arguments.get(index).isList();
        if (saysWhatRuns(index, application)) {
            throw new IllegalArgumentException(
                    "Step '%s': argument %d of %s says what runs, and must not be a reference: whoever starts an execution would choose the program"
                            .formatted(step.name(), index + 1, step.jar()));
        }
        if (isList && application < 0) {
            throw new IllegalArgumentException(
                    ("Step '%s': argument %d of %s is a list by reference, with which whoever starts an execution would choose options and commands "
                                    + "of '%s'. Give each value by JsonPath.stringAt, or run a script or a Spark application of your own that takes the list")
                            .formatted(
                                    step.name(),
                                    index + 1,
                                    step.jar(),
                                    step.isRunner() ? step.arguments().get(0) : step.jar()));
        }
    }

    /** The index of the author's own program, behind which all arguments are that program's; -1 when a program of somebody else takes them. */
    private int application() {
        if (SCRIPT_RUNNER.matcher(step.jar()).matches()) {
            return 0;
        }
        return step.isRunner() ? SparkCommand.application(step.arguments()) : -1;
    }

    private boolean saysWhatRuns(int index, int application) {
        if (application >= 0) {
            // The application of spark-submit may be a value, and a list there would bring options.
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
