package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.JobRunOverride;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job of Spark: a jar or a Python script, its arguments and settings.
 *
 * <pre>{@code
 * SparkJob.of(code, "tracker.jar")
 *         .withMainClass("TrackerCli")
 *         .withArguments("agg")
 *         .withArgument(JobRunOverride.matching("Input", "s3://data/in/cities.csv", "s3://data/in/*"))
 *         .withSetting("spark.executor.memory", "4g")
 *         .withSetting("spark.executor.instances", JobRunOverride.integer("Executors", 2, 1, 10))
 * }</pre>
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-spark.html">Spark jobs</a>
 */
public final class SparkJob extends ServerlessJob {
    private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][A-Za-z0-9_.$]*");
    private static final String SETTINGS = "spark.";

    private final @Nullable String mainClass;
    /** Strings and overrides, in the order in which the job gets them. */
    private final List<Object> arguments;

    private final JobSettings settings;

    private SparkJob(
            String entryPoint,
            @Nullable EmrCode code,
            @Nullable String mainClass,
            List<Object> arguments,
            JobSettings settings) {
        super(entryPoint, code);
        this.mainClass = mainClass;
        this.arguments = List.copyOf(arguments);
        this.settings = settings;
    }

    /**
     * A job whose jar or script is in S3 already.
     *
     * @throws IllegalArgumentException when it is anywhere else
     */
    public static SparkJob at(String entryPoint) {
        return new SparkJob(entryPoint, null, null, List.of(), JobSettings.of("--conf"));
    }

    /** A job whose jar or script is a file of a folder of code. The job function uploads it and lets the job's role read it. */
    public static SparkJob of(EmrCode code, String file) {
        return new SparkJob(code.uriOf(file), code, null, List.of(), JobSettings.of("--conf"));
    }

    /** The same with this class of its jar. */
    public SparkJob withMainClass(String mainClass) {
        if (!CLASS.matcher(mainClass).matches()) {
            throw new IllegalArgumentException("'mainClass' must be the name of a class, got: " + mainClass);
        }
        return new SparkJob(entryPoint(), code(), mainClass, arguments, settings);
    }

    /** The same with more arguments, after those that it has. */
    public SparkJob withArguments(String... more) {
        for (String argument : more) {
            if (argument.isBlank()) {
                throw new IllegalArgumentException(
                        "An argument of a job must not be blank, got: '%s'".formatted(argument));
            }
        }
        return withMoreArguments(List.of((Object[]) more));
    }

    /** The same with one more argument, which an execution may say. */
    public SparkJob withArgument(JobRunOverride override) {
        return withMoreArguments(List.of(override));
    }

    private SparkJob withMoreArguments(List<Object> more) {
        List<Object> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new SparkJob(entryPoint(), code(), mainClass, all, settings);
    }

    /**
     * The same with a setting of Spark, without spaces or quotes.
     *
     * @param name such as {@code spark.executor.memory}
     */
    public SparkJob withSetting(String name, String value) {
        return new SparkJob(entryPoint(), code(), mainClass, arguments, settings.with(requireOfSpark(name), value));
    }

    /**
     * The same with a setting of Spark that an execution may say: an integer or one of some values. A text with a pattern is
     * refused: it could hold another option of spark-submit.
     */
    public SparkJob withSetting(String name, JobRunOverride override) {
        return new SparkJob(entryPoint(), code(), mainClass, arguments, settings.with(requireOfSpark(name), override));
    }

    private static String requireOfSpark(String name) {
        if (!name.startsWith(SETTINGS)) {
            throw new IllegalArgumentException("A setting of Spark begins with %s, spark-submit ignores others, got: %s"
                    .formatted(SETTINGS, name));
        }
        return name;
    }

    @Override
    ApplicationType type() {
        return ApplicationType.SPARK;
    }

    @Override
    List<JobRunOverride> overrides() {
        return Stream.concat(
                        arguments.stream()
                                .filter(JobRunOverride.class::isInstance)
                                .map(JobRunOverride.class::cast),
                        settings.overridden().values().stream())
                .toList();
    }

    @Override
    List<String> fixedArguments() {
        return arguments.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    @Override
    String fixedParameters() {
        String text = settings.fixedText();
        if (mainClass == null) {
            return text;
        }
        return text.isEmpty() ? "--class " + mainClass : "--class %s %s".formatted(mainClass, text);
    }

    @Override
    ObjectNode driver(JobRunState state) {
        ObjectNode driver = Json.object();
        ObjectNode submit = driver.putObject("SparkSubmit").put("EntryPoint", entryPoint());
        if (!arguments.isEmpty()) {
            submit.put("EntryPointArguments.$", arguments(state));
        }
        boolean hasFixed = !fixedParameters().isEmpty();
        if (hasFixed || !settings.overridden().isEmpty()) {
            submit.put("SparkSubmitParameters.$", settings.expression(state.parameters(), hasFixed, state));
        }
        return driver;
    }

    @Override
    ObjectNode driver() {
        ObjectNode driver = Json.object();
        ObjectNode submit = driver.putObject("SparkSubmit").put("EntryPoint", entryPoint());
        if (!arguments.isEmpty()) {
            submit.set("EntryPointArguments", Json.of(fixedArguments()));
        }
        if (!fixedParameters().isEmpty()) {
            submit.put("SparkSubmitParameters", fixedParameters());
        }
        return driver;
    }

    private String arguments(JobRunState state) {
        List<String> expressions = new ArrayList<>();
        int fixed = 0;
        for (Object argument : arguments) {
            expressions.add(
                    argument instanceof JobRunOverride override ? state.text(override) : state.argument(fixed++));
        }
        return "States.Array(%s)".formatted(String.join(", ", expressions));
    }
}
