package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.code.PythonEnvironment;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Spark job: a jar or a Python script, its arguments and settings.
 *
 * <pre>{@code
 * SparkJob.of(code, "tracker.jar")
 *         .withMainClass("TrackerCli")
 *         .withArguments("agg")
 *         .withArgument(OverrideRule.of("Input").withDefault("s3://data/in/cities.csv").withPrefix("s3://data/in/"))
 *         .withSetting("spark.executor.memory", "4g")
 *         .withSetting(
 *                 "spark.executor.instances",
 *                 OverrideRule.of("Executors").withDefault(2).withMinimum(1).withMaximum(10))
 * }</pre>
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-spark.html">Spark jobs</a>
 */
public final class SparkJob extends ServerlessJob {
    private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][A-Za-z0-9_.$]*");
    private static final String SETTINGS = "spark.";
    private static final String ARCHIVES = "spark.archives";
    /** Settings that take precedence over those of an environment. */
    private static final List<String> INTERPRETERS = List.of("spark.pyspark.driver.python", "spark.pyspark.python");
    /** The prefix of settings of the driver's environment. */
    private static final String DRIVER = "spark.emr-serverless.driverEnv.";

    private final @Nullable String mainClass;
    private final List<JobText> arguments;

    private final JobSettings settings;
    private final @Nullable PythonEnvironment environment;

    private SparkJob(
            String entryPoint,
            @Nullable EmrCode code,
            @Nullable String mainClass,
            List<JobText> arguments,
            JobSettings settings,
            @Nullable PythonEnvironment environment) {
        super(requireInS3OrImage("The entry point of a job", entryPoint), code);
        this.mainClass = mainClass;
        this.arguments = List.copyOf(arguments);
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * Creates a job whose jar or script is already in S3 or in the image: {@code s3://bucket/job.jar}, {@code /usr/lib/spark/…} or {@code
     * local:///…}. With a reference, everybody who starts an execution can choose what runs.
     *
     * @throws IllegalArgumentException when it is in another location
     */
    public static SparkJob at(String entryPoint) {
        return new SparkJob(
                Validation.required("entryPoint", entryPoint), null, null, List.of(), JobSettings.ofSpark(), null);
    }

    /** Creates a job whose jar or script is a file of a code folder. The job function uploads it and allows the job's role to read it. */
    public static SparkJob of(EmrCode code, String file) {
        return new SparkJob(
                Validation.required("code", code).uriOf(file), code, null, List.of(), JobSettings.ofSpark(), null);
    }

    /** Returns this job with the main class of its jar. */
    public SparkJob withMainClass(String mainClass) {
        Reference.requireText("'mainClass'", Validation.required("mainClass", mainClass));
        if (!Tokens.isUnresolved(mainClass) && !CLASS.matcher(mainClass).matches()) {
            throw new IllegalArgumentException("'mainClass' must be the name of a class, got: " + mainClass);
        }
        return new SparkJob(entryPoint(), code(), mainClass, arguments, settings, environment);
    }

    /** Returns this job with more arguments, after the existing ones. */
    public SparkJob withArguments(String... more) {
        return withArguments(Validation.list("more", more));
    }

    /** Returns this job with more arguments, after the existing ones. */
    public SparkJob withArguments(List<String> more) {
        for (String argument : Validation.list("more", more)) {
            if (argument.isBlank()) {
                throw new IllegalArgumentException(
                        "An argument of a job must not be blank, got: '%s'".formatted(argument));
            }
        }
        return withMoreArguments(more.stream().map(JobText::fixed).toList());
    }

    /** Returns this job with one more argument, which an execution may override. The rule needs a default. */
    public SparkJob withArgument(OverrideRule rule) {
        return withMoreArguments(List.of(JobText.of(rule)));
    }

    private SparkJob withMoreArguments(List<JobText> more) {
        List<JobText> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new SparkJob(entryPoint(), code(), mainClass, all, settings, environment);
    }

    /**
     * Returns this job with a Spark setting. A value with spaces, quotes or backslashes becomes a property of the configuration {@code
     * spark-defaults}, any
     * other an option on spark-submit's command line.
     * A referenced value must be a number, a size, a time, a date, true or false, unless the setting is known to contain data.
     *
     * @param name such as {@code spark.executor.memory}
     */
    public SparkJob withSetting(String name, String value) {
        return with(settings.with(requireOfSpark(name), value));
    }

    /**
     * Returns this job with a Spark setting that an execution may override: a number or one of a list of values. The rule needs a default.
     * A
     * string that is only partly known is refused: it could contain another option of spark-submit.
     */
    public SparkJob withSetting(String name, OverrideRule rule) {
        return with(settings.with(requireOfSpark(name), rule));
    }

    /** Returns this job with other settings. */
    private SparkJob with(JobSettings all) {
        return new SparkJob(entryPoint(), code(), mainClass, arguments, all, environment);
    }

    /**
     * Returns this job with the Python packages of driver and executors, for the release and the processor of the application. Default: the
     * packages of the image.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-python-libraries.html">Python libraries</a>
     */
    public SparkJob withEnvironment(PythonEnvironment packages) {
        return new SparkJob(
                entryPoint(), code(), mainClass, arguments, settings, Validation.required("packages", packages));
    }

    @Override
    JobSettings settings() {
        return environment == null ? settings : settingsWith(environment);
    }

    private JobSettings settingsWith(PythonEnvironment packages) {
        if (mainClass != null || entryPoint().endsWith(".jar")) {
            throw new IllegalArgumentException(
                    "'environment' has packages of Python, and the job runs a jar: %s".formatted(entryPoint()));
        }
        JobSettings all = settings;
        for (String name : INTERPRETERS) {
            if (settings.values().containsKey(name)) {
                throw new IllegalArgumentException(
                        "Setting '%s' of a job with an environment must not be set: withPythonVersion of the environment sets the Python version, because its packages are for that version"
                                .formatted(name));
            }
        }
        for (Map.Entry<String, String> setting : settingsOf(packages).entrySet()) {
            if (settings.values().containsKey(setting.getKey())) {
                throw new IllegalArgumentException(
                        "Setting '%s' of a job with an environment must not be set: the environment sets it. Remove one of them"
                                .formatted(setting.getKey()));
            }
            all = all.with(setting.getKey(), setting.getValue());
        }
        return all;
    }

    private static Map<String, String> settingsOf(PythonEnvironment packages) {
        Map<String, String> settings = new TreeMap<>(packages.settings(DRIVER));
        settings.put(ARCHIVES, packages.archive());
        return settings;
    }

    @Override
    Map<String, String> settingsOfEnvironment() {
        return environment == null ? Map.of() : settingsOf(environment);
    }

    @Override
    void requireFit(ApplicationFacts application) {
        if (environment != null) {
            environment.requireFit(
                    application.hasImage() ? null : application.releaseLabel(), application.architecture());
        }
        super.requireFit(application);
    }

    @Override
    List<EmrCode> allCode() {
        return environment == null
                ? super.allCode()
                : Stream.concat(super.allCode().stream(), Stream.of(environment.code()))
                        .toList();
    }

    private static String requireOfSpark(String name) {
        Validation.requireKnown("name", name, "it is the name of a setting");
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
    List<JobText> texts() {
        return Stream.concat(arguments.stream(), settings().values().values().stream())
                .toList();
    }

    @Override
    List<JobText> arguments() {
        return arguments;
    }

    @Override
    ObjectNode driver(JobReferences references) {
        ObjectNode submit = Json.object().put("EntryPoint", entryPoint(references));
        if (!arguments.isEmpty()) {
            submit.set("EntryPointArguments", references.arguments(arguments));
        }
        Stream<JobText> ofClass = Stream.ofNullable(mainClass).map(name -> JobText.fixed("--class " + name));
        line(Stream.concat(ofClass, settings().options(references).stream()).toList())
                .ifPresent(line -> submit.put("SparkSubmitParameters", line.inStateMachine()));
        return Json.object().set("SparkSubmit", submit);
    }
}
