package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.ArgumentUse;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/**
 * A step of a cluster. Ready-made forms are made by the methods here and by {@link SparkSubmit}, all others by {@link #of}.
 *
 * @param name the name of the step, of which pipelines make that of its state, by which an execution overrides its arguments, 1 to 256 characters,
 *     none of them a control character
 * @param jar {@code s3://…}, a path on the primary node, or {@code command-runner.jar}
 * @param mainClass the class to run; null for the one that the jar's manifest names
 * @param arguments the arguments of the main class; of {@code command-runner.jar} the program, then its arguments, none of them empty. One may be a
 *     reference such as {@code JsonPath.stringAt("$.day")}, whose value is neither an option nor a command, or an expression such as
 *     <code>{% '--day=' &amp; $states.context.Execution.Input.day %}</code>, by which the author may make an option
 * @param properties Java properties of the main class, in the order of their keys
 * @param actionOnFailure what EMR does to the cluster when the step fails
 * @param executionRole the runtime role that the step acts as; null for the cluster's instance role
 * @param code the code that the step reads, deployed with whatever adds the step
 * @param overridableArguments the names by which an execution overrides arguments, by the index of the argument; what has no name is fixed
 * @param overrideRules the values that an execution may give instead of arguments, by name; any string for those without one
 * @param failureRules what pipelines do when the step fails or takes too long
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html">StepConfig</a>
 */
public record EmrStep(
        String name,
        String jar,
        @Nullable String mainClass,
        List<String> arguments,
        Map<String, String> properties,
        ActionOnFailure actionOnFailure,
        @Nullable IRole executionRole,
        List<EmrCode> code,
        SortedMap<Integer, String> overridableArguments,
        Map<String, OverrideRule> overrideRules,
        StepFailureRules failureRules) {
    private static final String COMMAND_RUNNER = "command-runner.jar";
    private static final Set<String> HADOOP_PROGRAMS =
            Set.of("hadoop", "hadoop-streaming", "mapred", "s3-dist-cp", "yarn");
    private static final Pattern RUNNER = Pattern.compile("(.*/)?(command|script)-runner\\.jar");
    private static final int MAX_CHARACTERS = 10_240;
    /** The command, the files, mapper and reducer. */
    private static final int STREAMING_COMMAND = 7;

    private static final Pattern WHITESPACE = Pattern.compile("\\s");
    /** An option and more, in one argument. */
    private static final Pattern SEVERAL_WORDS = Pattern.compile("-[^=\\s]*\\s.*", Pattern.DOTALL);

    private static final Pattern OPTION = Pattern.compile("-(?![0-9.]+$)[^=]*");

    /**
     * The names that EMR takes, but for an empty one.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html">StepConfig, Name</a>
     */
    private static final Pattern NAME =
            Pattern.compile("[\\r\\n\\t\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]+");

    static final int MAX_NAME = 256;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when EMR or Step Functions would refuse the step
     */
    public EmrStep {
        requireName("'name' of a step", name);
        if (Validation.required("jar", jar).isEmpty()) {
            throw new IllegalArgumentException("Step '%s': 'jar' must not be empty".formatted(name));
        }
        arguments = Validation.list("arguments", arguments);
        properties = Validation.map("properties", properties);
        Validation.required("actionOnFailure", actionOnFailure);
        Validation.required("failureRules", failureRules);
        code = Validation.list("code", code);
        if (RUNNER.matcher(jar).matches()) {
            requireCommand(name, jar, arguments);
        }
        overridableArguments = Validation.map("overridableArguments", overridableArguments);
        requireArguments(name, jar, arguments, overridableArguments);
        Map<String, OverrideRule> rules = new LinkedHashMap<>();
        for (OverrideRule rule : Validation.map("overrideRules", overrideRules).values()) {
            rules.put(rule.target(), requireOverridable(name, arguments, overridableArguments, rule));
        }
        overrideRules = Collections.unmodifiableMap(rules);
        int characters = Stream.of(
                        List.of(jar, mainClass == null ? "" : mainClass),
                        arguments,
                        properties.keySet(),
                        properties.values())
                .flatMap(Collection::stream)
                .filter(text -> !Tokens.isUnresolved(text) && !Reference.isExpression(text))
                .mapToInt(String::length)
                .sum();
        if (characters > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "Step '%s': jar, main class, arguments and properties have %d characters, EMR allows %d. Put long values into a file"
                            .formatted(name, characters, MAX_CHARACTERS));
        }
    }

    /** Checks a name of a step, or of a phase, from which names of steps may be made. */
    static String requireName(String what, String name) {
        if (!NAME.matcher(Validation.required("name", name)).matches() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("%s must be 1 to %d characters without control characters, got: '%s'"
                    .formatted(what, MAX_NAME, Tokens.readable(name)));
        }
        return name;
    }

    /**
     * Runners take their first argument for the program, and each other one for a word of its command line. Command-runner leaves out
     * arguments that are empty.
     *
     * @see <a href="https://github.com/aws/aws-cdk/issues/8490">Cannot run program "spark-submit --deploy-mode …"</a>
     * @see <a href="https://github.com/Yelp/mrjob/pull/2082">Empty arguments are left out</a>
     */
    private static void requireCommand(String name, String jar, List<String> arguments) {
        if (arguments.isEmpty()
                || (WHITESPACE.matcher(arguments.get(0)).find() && !Reference.isExpression(arguments.get(0)))) {
            throw new IllegalArgumentException(
                    "Step '%s': the first argument of %s is the program that it runs, each argument of the program is one of its own; got: %s"
                            .formatted(name, jar, arguments.isEmpty() ? "nothing" : "'" + arguments.get(0) + "'"));
        }
        SparkCommand.options(arguments).stream()
                .filter(option -> SEVERAL_WORDS.matcher(option).matches())
                .findFirst()
                .ifPresent(option -> {
                    throw new IllegalArgumentException(
                            "Step '%s': an option of %s and its value are two arguments, each of its own; got: '%s'"
                                    .formatted(name, arguments.get(0), option));
                });
        if (leavesOutEmptyArguments(jar) && arguments.contains("")) {
            throw new IllegalArgumentException(
                    "Step '%s': 'arguments' of %s must not be empty texts, which it leaves out, got one at index %d"
                            .formatted(name, jar, arguments.indexOf("")));
        }
    }

    private static boolean leavesOutEmptyArguments(String jar) {
        return jar.endsWith(COMMAND_RUNNER);
    }

    /** What a runner runs is never the execution's to say. */
    private static void requireArguments(
            String name, String jar, List<String> arguments, SortedMap<Integer, String> overridable) {
        for (int index : overridable.keySet()) {
            if (index < 0 || index >= arguments.size()) {
                throw new IllegalArgumentException(
                        "Step '%s': 'overridableArguments' must have indexes 0 to %d, got: %d"
                                .formatted(name, arguments.size() - 1, index));
            }
        }
        if (!RUNNER.matcher(jar).matches()) {
            return;
        }
        int program = Math.max(0, SparkCommand.application(arguments));
        for (int index : overridable.keySet()) {
            if (index <= program || OPTION.matcher(arguments.get(index)).matches()) {
                throw new IllegalArgumentException(
                        "Step '%s': 'overridableArguments' must be values behind the program that %s runs and its options, got: '%s'"
                                .formatted(name, jar, arguments.get(index)));
            }
        }
    }

    private static OverrideRule requireOverridable(
            String name, List<String> arguments, SortedMap<Integer, String> overridable, OverrideRule rule) {
        if (!overridable.containsValue(rule.target())) {
            throw new IllegalArgumentException(
                    "Step '%s': 'overrideRules' must be for arguments that an execution can override, got a rule for '%s'. Arguments of the step: %s, of which can be overridden: %s"
                            .formatted(
                                    name, rule.target(), Tokens.readable(arguments.toString()), overridable.values()));
        }
        OverrideRule ofText = rule.valueType() == null ? rule.withType(ValueType.STRING) : rule;
        if (ofText.valueType() != ValueType.STRING
                || !ofText.allowedValues().stream().allMatch(JsonNode::isTextual)) {
            throw new IllegalArgumentException(
                    "Step '%s': the rule for '%s' must be one for strings, as all arguments are, got: %s"
                            .formatted(name, rule.target(), rule.constraint()));
        }
        return ofText;
    }

    /** Whether the arguments are a program, or a script, and what it is given. */
    boolean isRunner() {
        return RUNNER.matcher(jar).matches();
    }

    /** Whether an empty argument is left out. */
    boolean takesNoEmptyArguments() {
        return isRunner() && leavesOutEmptyArguments(jar);
    }

    /**
     * A jar whose manifest names the main class, with arguments. An execution can override those that {@link #withOverridableArguments}
     * and {@link #withArgumentName} name, and no others.
     */
    public static EmrStep of(String name, String jar, String... arguments) {
        return of(name, jar, Validation.list("arguments", arguments));
    }

    /** The same with the arguments as a list. */
    public static EmrStep of(String name, String jar, List<String> arguments) {
        return of(name, jar, null, Validation.list("arguments", arguments), List.of(), arguments.size());
    }

    /** A step of which an execution can override the arguments behind the fixed ones, but for options. */
    static EmrStep of(
            String name,
            String jar,
            @Nullable String mainClass,
            List<String> arguments,
            List<EmrCode> code,
            int fixedArguments) {
        SortedMap<Integer, String> overridable = new TreeMap<>();
        for (int i = fixedArguments; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            // Nobody can name what only the deployment knows, and some options run what follows.
            if (!OPTION.matcher(argument).matches()
                    && !Tokens.isUnresolved(argument)
                    && !Reference.isExpression(argument)) {
                overridable.put(i, argument);
            }
        }
        return new EmrStep(
                name,
                jar,
                mainClass,
                arguments,
                Map.of(),
                ActionOnFailure.CONTINUE,
                null,
                code,
                overridable,
                Map.of(),
                StepFailureRules.NONE);
    }

    /** A jar of some code, with its main class and arguments. */
    public static EmrStep ofJar(String name, EmrCode code, String file, String mainClass, String... arguments) {
        return ofJar(name, code, file, mainClass, Validation.list("arguments", arguments));
    }

    /** The same with the arguments as a list. */
    public static EmrStep ofJar(String name, EmrCode code, String file, String mainClass, List<String> arguments) {
        String uri = Validation.required("code", code).uriOf(file);
        return of(
                name,
                uri,
                Validation.required("mainClass", mainClass),
                Validation.list("arguments", arguments),
                List.of(code),
                0);
    }

    /** A command on the primary node, such as {@code spark-example SparkPi 10}. */
    static EmrStep command(String name, List<String> command, List<EmrCode> code, int fixedArguments) {
        return of(name, COMMAND_RUNNER, null, command, code, fixedArguments);
    }

    /**
     * A Hive script.
     *
     * @param file the script's path within the code
     * @param variables what <code>${name}</code> in the script stands for, in the order of their names
     */
    public static EmrStep hiveScript(String name, EmrCode code, String file, Map<String, String> variables) {
        List<String> command = new ArrayList<>(List.of(
                "hive-script",
                "--run-hive-script",
                "--args",
                "-f",
                Validation.required("code", code).uriOf(file)));
        int fixed = command.size();
        Validation.map("variables", variables).forEach((variable, value) -> {
            command.add("-d");
            command.add("%s=%s".formatted(variable, value));
        });
        return command(name, command, List.of(code), fixed);
    }

    /**
     * A shell script, run on the primary node by {@code script-runner.jar} of the stack's region.
     *
     * @param file the script's path within the code
     */
    public static EmrStep shellScript(String name, EmrCode code, String file, String... arguments) {
        return shellScript(name, code, file, Validation.list("arguments", arguments));
    }

    /** The same with the arguments as a list. */
    public static EmrStep shellScript(String name, EmrCode code, String file, List<String> arguments) {
        List<String> all =
                new ArrayList<>(List.of(Validation.required("code", code).uriOf(file)));
        all.addAll(Validation.list("arguments", arguments));
        return of(
                name,
                "s3://%s.elasticmapreduce/libs/script-runner/script-runner.jar".formatted(Aws.REGION),
                null,
                all,
                List.of(code),
                1);
    }

    /**
     * A copy between S3 and HDFS.
     *
     * @param source such as {@code s3://bucket/in}
     * @param destination such as {@code hdfs:///in}
     * @param options such as {@code --srcPattern=.*\.csv}
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/UsingEMR_s3distcp.html">S3DistCp</a>
     */
    public static EmrStep s3DistCp(String name, String source, String destination, String... options) {
        return s3DistCp(name, source, destination, Validation.list("options", options));
    }

    /** The same with the options as a list. */
    public static EmrStep s3DistCp(String name, String source, String destination, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                "s3-dist-cp",
                "--src=" + Validation.required("source", source),
                "--dest=" + Validation.required("destination", destination)));
        command.addAll(Validation.list("options", options));
        return command(name, command, List.of(), 1);
    }

    /**
     * A job of Hadoop streaming, whose mapper and reducer are files of some code.
     *
     * @param input where the job reads, such as {@code s3://bucket/in}
     * @param output where it writes; nothing may be there yet
     */
    public static EmrStep hadoopStreaming(
            String name, EmrCode code, String mapper, String reducer, String input, String output) {
        Validation.required("code", code);
        return command(
                name,
                List.of(
                        "hadoop-streaming",
                        "-files",
                        code.uriOf(mapper) + "," + code.uriOf(reducer),
                        "-mapper",
                        fileName(mapper),
                        "-reducer",
                        fileName(reducer),
                        "-input",
                        Validation.required("input", input),
                        "-output",
                        Validation.required("output", output)),
                List.of(code),
                STREAMING_COMMAND);
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The same step with another action on failure. */
    public EmrStep withActionOnFailure(ActionOnFailure action) {
        return with(properties, action, executionRole, code, overridableArguments, overrideRules);
    }

    /**
     * The same step, which pipelines add again when EMR says that it failed: never when nobody knows how it went. Each try is a step of its
     * own in EMR, and has to bear what the one before has left.
     *
     * @param retries how often, 0 to 10; 0 is the default
     */
    public EmrStep withRetries(int retries) {
        return withFailureRules(failureRules.withRetries(retries));
    }

    /**
     * The same step, which pipelines cancel when a try takes longer, the time in EMR's queue included. They wait until it has ended: if it completed
     * meanwhile, it succeeded; otherwise it fails with {@link PipelineErrors#STEP_TIMED_OUT} and is not tried again. Default: as long as the pipeline may take.
     *
     * <p>EMR ends the step's process on the primary node, and not always: releases before 5.28.0 cancel no step that runs. It does not end the process' YARN
     * application: a Spark application in cluster mode, the default of {@link SparkSubmit}, may run on and write. A job must bear that, or run in client mode.
     *
     * @param timeout from 1 minute to 365 days
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-cancel-steps.html">Cancelling steps</a>
     */
    public EmrStep withTimeout(Duration timeout) {
        return withFailureRules(failureRules.withTimeout(timeout));
    }

    /**
     * The same step, whose failure does not end its pipeline: what comes behind runs, and the pipeline fails at the end with {@link
     * PipelineErrors#STEPS_FAILED}, and with the names of all such steps and the reasons that EMR gives.
     */
    public EmrStep continueOnFailure() {
        return withFailureRules(failureRules.continuing());
    }

    private EmrStep withFailureRules(StepFailureRules rules) {
        return new EmrStep(
                name,
                jar,
                mainClass,
                arguments,
                properties,
                actionOnFailure,
                executionRole,
                code,
                overridableArguments,
                overrideRules,
                rules);
    }

    /**
     * The same step with a runtime role, which the cluster's profile must allow. Default: the {@code stepExecutionRole} of the cluster
     * configuration, where the launch function is one that this app builds, else the instance role.
     */
    public EmrStep withExecutionRole(IRole role) {
        return with(properties, actionOnFailure, role, code, overridableArguments, overrideRules);
    }

    /** The same step with Java properties. */
    public EmrStep withProperties(Map<String, String> javaProperties) {
        return with(javaProperties, actionOnFailure, executionRole, code, overridableArguments, overrideRules);
    }

    /**
     * The same step, of which an execution can override these arguments and no others, each by its text.
     *
     * @throws IllegalArgumentException when the step has no such argument, only the deployment knows it, or it is the program that
     *     {@code command-runner.jar} or {@code script-runner.jar} runs
     */
    public EmrStep withOverridableArguments(String... texts) {
        return withOverridableArguments(Validation.list("texts", texts));
    }

    /** The same with the arguments as a list. */
    public EmrStep withOverridableArguments(List<String> texts) {
        SortedMap<Integer, String> names = new TreeMap<>();
        for (String text : Validation.list("texts", texts)) {
            if (Tokens.isUnresolved(text)) {
                throw new IllegalArgumentException(
                        "Step '%s': 'overridableArguments' must be known at synth, got a token. Give that argument a name: withArgumentName"
                                .formatted(name));
            }
            requireArgument(text);
            IntStream.range(0, arguments.size())
                    .filter(index -> arguments.get(index).equals(text))
                    .forEach(index -> names.put(index, text));
        }
        return with(properties, actionOnFailure, executionRole, code, names, overrideRules);
    }

    /**
     * The same step, of which an execution can override one more argument, by a name of its own. Such an argument may be one that only the
     * deployment knows, such as the name of a bucket, or one of several that are equal.
     *
     * <pre>{@code
     * step.withArgumentName("Bucket", bucket.getBucketName())
     * }</pre>
     *
     * @param argumentName the name, not that of another argument
     * @param argument the argument: the first one of this text without a name of its own
     * @throws IllegalArgumentException when the step has no such argument, or another one has the name
     */
    public EmrStep withArgumentName(String argumentName, String argument) {
        requireArgument(Validation.required("argument", argument));
        Validation.required("argumentName", argumentName);
        SortedMap<Integer, String> names = new TreeMap<>(overridableArguments);
        int index = IntStream.range(0, arguments.size())
                .filter(i -> arguments.get(i).equals(argument) && argument.equals(names.getOrDefault(i, argument)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Step '%s': each argument '%s' has a name already".formatted(name, argument)));
        names.remove(index);
        if (names.containsValue(argumentName)) {
            throw new IllegalArgumentException(
                    "Step '%s': 'argumentName' must not be that of another argument, got: '%s'"
                            .formatted(name, argumentName));
        }
        names.put(index, argumentName);
        return with(properties, actionOnFailure, executionRole, code, names, overrideRules);
    }

    private void requireArgument(String argument) {
        if (!arguments.contains(argument)) {
            throw new IllegalArgumentException(Tokens.readable(
                    "Step '%s' has no argument '%s'. Arguments: %s".formatted(name, argument, arguments)));
        }
    }

    /**
     * The same step with rules for the values that an execution may give instead of arguments. The target of a rule is the argument, or
     * the name that it has:
     *
     * <pre>{@code
     * step.withOverrideRules(OverrideRule.of("2026-01-01").withPattern("\\d{4}-\\d{2}-\\d{2}"))
     * }</pre>
     *
     * @throws IllegalArgumentException when the step has no such argument, an execution cannot override it, or the rule is not for
     *     strings
     */
    public EmrStep withOverrideRules(OverrideRule... rules) {
        return withOverrideRules(Validation.list("rules", rules));
    }

    /** The same with the rules as a list. */
    public EmrStep withOverrideRules(List<OverrideRule> rules) {
        Map<String, OverrideRule> byArgument = new LinkedHashMap<>(overrideRules);
        Validation.list("rules", rules).forEach(rule -> byArgument.put(rule.target(), rule));
        return with(properties, actionOnFailure, executionRole, code, overridableArguments, byArgument);
    }

    /**
     * The step as EMR's API has it, for what this library has no word for: a task or a resource of the CDK. Its code is deployed with the stack of the scope; its
     * runtime role, if it has one, may read it, anybody else by {@link EmrCode#grantRead}. References are left as they are: whoever uses them resolves and checks them.
     *
     * @param scope the construct that uses the step
     * @return {@code Name}, {@code ActionOnFailure} and {@code HadoopJarStep} with {@code Jar}, {@code Args} and, where the step has them, {@code MainClass} and {@code
     *     Properties}: a list of {@code Key} and {@code Value}
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html">StepConfig</a>
     */
    public Map<String, Object> resolve(Construct scope) {
        StepCode.deploy(Validation.required("scope", scope), this, null);
        Map<String, Object> jarStep = new LinkedHashMap<>();
        jarStep.put("Jar", jar);
        if (mainClass != null) {
            jarStep.put("MainClass", mainClass);
        }
        jarStep.put("Args", arguments);
        if (!properties.isEmpty()) {
            List<Map<String, String>> pairs = new ArrayList<>();
            properties.forEach((key, value) -> pairs.add(Map.of("Key", key, "Value", value)));
            jarStep.put("Properties", pairs);
        }
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("Name", name);
        step.put("ActionOnFailure", actionOnFailure.name());
        step.put("HadoopJarStep", jarStep);
        return step;
    }

    /** The same step by another name. */
    EmrStep named(String other) {
        return new EmrStep(
                other,
                jar,
                mainClass,
                arguments,
                properties,
                actionOnFailure,
                executionRole,
                code,
                overridableArguments,
                overrideRules,
                failureRules);
    }

    /** The same step that reads other code. */
    EmrStep withCode(List<EmrCode> all) {
        return with(properties, actionOnFailure, executionRole, all, overridableArguments, overrideRules);
    }

    private EmrStep with(
            Map<String, String> javaProperties,
            ActionOnFailure action,
            @Nullable IRole role,
            List<EmrCode> all,
            SortedMap<Integer, String> overridable,
            Map<String, OverrideRule> rules) {
        return new EmrStep(
                name, jar, mainClass, arguments, javaProperties, action, role, all, overridable, rules, failureRules);
    }

    /** The rule of an argument that an execution may override. */
    OverrideRule ruleOf(String argumentName) {
        return overrideRules.getOrDefault(
                argumentName, OverrideRule.of(argumentName).withType(ValueType.STRING));
    }

    /** What takes the arguments on their way to the program, in the order in which values are checked. */
    List<ArgumentUse> argumentUses() {
        List<ArgumentUse> uses = new ArrayList<>();
        if (takesNoEmptyArguments()) {
            uses.add(ArgumentUse.COMMAND_RUNNER);
        }
        if (passesShell()) {
            uses.add(ArgumentUse.SHELL);
        }
        if (passesHadoopConfiguration()) {
            uses.add(ArgumentUse.HADOOP_CONFIGURATION);
        }
        if (isHiveScript()) {
            uses.add(ArgumentUse.HIVE_QUERY);
        }
        return uses;
    }

    /** Whether the variables of the step become part of a query of Hive. */
    boolean isHiveScript() {
        return isRunner() && !arguments.isEmpty() && arguments.get(0).equals("hive-script");
    }

    /** Whether the arguments become part of a shell's command. */
    boolean passesShell() {
        return isRunner() && SparkCommand.mayRunInCluster(arguments);
    }

    /**
     * Whether the arguments become values of a Hadoop configuration, as those of a MapReduce program do.
     *
     * @see <a href="https://hadoop.apache.org/docs/r3.4.1/api/org/apache/hadoop/conf/Configuration.html">Configuration, variable
     *     expansion</a>
     */
    boolean passesHadoopConfiguration() {
        return !RUNNER.matcher(jar).matches() || (!arguments.isEmpty() && HADOOP_PROGRAMS.contains(arguments.get(0)));
    }
}
