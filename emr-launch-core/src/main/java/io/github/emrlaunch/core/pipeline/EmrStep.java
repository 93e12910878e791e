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
 * A step of a cluster. The methods here and {@link SparkSubmit} create common forms, {@link #of} creates all others.
 *
 * @param name the name of the step, 1 to 256 characters without control characters. Pipelines derive the name of the step's state from it,
 * and an execution
 *     uses it to override arguments
 * @param jar {@code s3://…}, a path on the primary node, or {@code command-runner.jar}
 * @param mainClass the class to run; null for that of the jar's manifest
 * @param arguments the arguments of the main class; for {@code command-runner.jar} the program and its arguments, which must not be empty.
 * One may be a
 *     reference such as {@code JsonPath.stringAt("$.day")}, whose value must not be an option or a command, or an expression such as
 *     <code>{% '--day=' &amp; $states.context.Execution.Input.day %}</code>, whose value may be an option
 * @param properties Java properties of the main class, sorted by key
 * @param actionOnFailure the action that EMR takes when the step fails
 * @param executionRole the runtime role of the step; null for the cluster's instance role
 * @param code the code that the step reads, deployed with the construct that adds the step
 * @param overridableArguments the names of the arguments that an execution can override, by the index of the argument. An argument without
 * a name is fixed
 * @param overrideRules the rules for values that an execution may set, by argument name. Without a rule any string is allowed
 * @param failureRules the behavior of pipelines when the step fails or takes too long
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
    /** The number of fixed arguments of a streaming step: the command, the files, mapper and reducer. */
    private static final int STREAMING_COMMAND = 7;

    private static final Pattern WHITESPACE = Pattern.compile("\\s");
    /** An option and its value in one argument. */
    private static final Pattern SEVERAL_WORDS = Pattern.compile("-[^=\\s]*\\s.*", Pattern.DOTALL);

    private static final Pattern OPTION = Pattern.compile("-(?![0-9.]+$)[^=]*");

    /**
     * The names that EMR takes, except an empty one.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html">StepConfig, Name</a>
     */
    private static final Pattern NAME =
            Pattern.compile("[\\r\\n\\t\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]+");

    static final int MAX_NAME = 256;

    /**
     * Checks and copies the components.
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

    /** Checks the name of a step, or of a phase, which may become part of the names of steps. */
    static String requireName(String what, String name) {
        if (!NAME.matcher(Validation.required("name", name)).matches() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("%s must be 1 to %d characters without control characters, got: '%s'"
                    .formatted(what, MAX_NAME, Tokens.readable(name)));
        }
        return name;
    }

    /**
     * Checks the arguments of a runner. It runs its first argument as the program and passes each other one as an argument. Command-runner
     * omits
     * empty arguments.
     *
     * @see <a href="https://github.com/aws/aws-cdk/issues/8490">Cannot run program "spark-submit --deploy-mode …"</a>
     * @see <a href="https://github.com/Yelp/mrjob/pull/2082">Empty arguments are left out</a>
     */
    private static void requireCommand(String name, String jar, List<String> arguments) {
        if (arguments.isEmpty()
                || (WHITESPACE.matcher(arguments.get(0)).find() && !Reference.isExpression(arguments.get(0)))) {
            throw new IllegalArgumentException(
                    "Step '%s': the first argument of %s must be the program to run, and each argument of the program must be a separate argument; got: %s"
                            .formatted(name, jar, arguments.isEmpty() ? "nothing" : "'" + arguments.get(0) + "'"));
        }
        SparkCommand.options(arguments).stream()
                .filter(option -> SEVERAL_WORDS.matcher(option).matches())
                .findFirst()
                .ifPresent(option -> {
                    throw new IllegalArgumentException(
                            "Step '%s': an option of %s and its value must be two separate arguments; got: '%s'"
                                    .formatted(name, arguments.get(0), option));
                });
        if (leavesOutEmptyArguments(jar) && arguments.contains("")) {
            throw new IllegalArgumentException(
                    "Step '%s': 'arguments' of %s must not be empty strings, which it omits, got one at index %d"
                            .formatted(name, jar, arguments.indexOf("")));
        }
    }

    private static boolean leavesOutEmptyArguments(String jar) {
        return jar.endsWith(COMMAND_RUNNER);
    }

    /** Checks overridable arguments. An execution must not choose the program that a runner runs. */
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
                        "Step '%s': 'overridableArguments' must be values after the program that %s runs and its options, got: '%s'"
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

    /** Returns whether the jar is a runner: its arguments are a program or script, and the arguments of that. */
    boolean isRunner() {
        return RUNNER.matcher(jar).matches();
    }

    /** Returns whether empty arguments are omitted. */
    boolean takesNoEmptyArguments() {
        return isRunner() && leavesOutEmptyArguments(jar);
    }

    /**
     * Creates a step with a jar whose manifest names the main class, and with arguments. An execution can override the arguments that
     * {@link #withOverridableArguments} and {@link #withArgumentName} name, and no others.
     */
    public static EmrStep of(String name, String jar, String... arguments) {
        return of(name, jar, Validation.list("arguments", arguments));
    }

    /** Creates a step with a jar, with the arguments as a list. */
    public static EmrStep of(String name, String jar, List<String> arguments) {
        return of(name, jar, null, Validation.list("arguments", arguments), List.of(), arguments.size());
    }

    /** Creates a step. An execution can override the arguments after the fixed ones, except options. */
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
            // An execution cannot name a value that is known only at deployment, and some options run the argument that
            // follows.
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

    /** Creates a step that runs a main class of a jar, with arguments. */
    public static EmrStep ofJar(String name, EmrCode code, String file, String mainClass, String... arguments) {
        return ofJar(name, code, file, mainClass, Validation.list("arguments", arguments));
    }

    /** Creates a step that runs a main class of a jar, with the arguments as a list. */
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

    /** Creates a step that runs a command on the primary node, such as {@code spark-example SparkPi 10}. */
    static EmrStep command(String name, List<String> command, List<EmrCode> code, int fixedArguments) {
        return of(name, COMMAND_RUNNER, null, command, code, fixedArguments);
    }

    /**
     * Creates a step that runs a Hive script.
     *
     * @param file the script's path within the code
     * @param variables the values of <code>${name}</code> in the script, sorted by name
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
     * Creates a step that runs a shell script on the primary node, by {@code script-runner.jar} of the stack's region.
     *
     * @param file the script's path within the code
     */
    public static EmrStep shellScript(String name, EmrCode code, String file, String... arguments) {
        return shellScript(name, code, file, Validation.list("arguments", arguments));
    }

    /** Creates a step that runs a shell script, with the arguments as a list. */
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
     * Creates a step that copies data between S3 and HDFS.
     *
     * @param source such as {@code s3://bucket/in}
     * @param destination such as {@code hdfs:///in}
     * @param options such as {@code --srcPattern=.*\.csv}
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/UsingEMR_s3distcp.html">S3DistCp</a>
     */
    public static EmrStep s3DistCp(String name, String source, String destination, String... options) {
        return s3DistCp(name, source, destination, Validation.list("options", options));
    }

    /** Creates a step that copies data between S3 and HDFS, with the options as a list. */
    public static EmrStep s3DistCp(String name, String source, String destination, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                "s3-dist-cp",
                "--src=" + Validation.required("source", source),
                "--dest=" + Validation.required("destination", destination)));
        command.addAll(Validation.list("options", options));
        return command(name, command, List.of(), 1);
    }

    /**
     * Creates a step that runs a Hadoop streaming job, whose mapper and reducer are files of the code.
     *
     * @param input the location of the input, such as {@code s3://bucket/in}
     * @param output the location of the output, which must not exist yet
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

    /** Returns this step with another action on failure. */
    public EmrStep withActionOnFailure(ActionOnFailure action) {
        return with(properties, action, executionRole, code, overridableArguments, overrideRules);
    }

    /**
     * Returns this step with retries: pipelines add it again when EMR reports that it failed, but not when the outcome is unknown. Each
     * retry is a new step
     * in EMR. The job must tolerate the partial results of the previous attempt.
     *
     * @param retries the number of retries, 0 to 10. Default: 0
     */
    public EmrStep withRetries(int retries) {
        return withFailureRules(failureRules.withRetries(retries));
    }

    /**
     * Returns this step with a timeout: pipelines cancel it when an attempt takes longer, including the time in EMR's queue. They wait
     * until the step has ended: if it completed
     * meanwhile, it succeeded; otherwise it fails with {@link PipelineErrors#STEP_TIMED_OUT} and is not retried. Default: none, the timeout
     * of the pipeline applies.
     *
     * <p>EMR stops the step's process on the primary node, but not always: releases before 5.28.0 do not cancel running steps. EMR does not
     * stop the process's YARN
     * application: a Spark application in cluster mode, the default of {@link SparkSubmit}, may continue to run and write. A job must
     * tolerate that, or run in client mode.
     *
     * @param timeout from 1 minute to 365 days
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-cancel-steps.html">Cancelling steps</a>
     */
    public EmrStep withTimeout(Duration timeout) {
        return withFailureRules(failureRules.withTimeout(timeout));
    }

    /**
     * Returns this step with continuation on failure: if it fails, the pipeline runs the following steps and fails at the end with {@link
     * PipelineErrors#STEPS_FAILED}. The cause has the names of all such steps and EMR's reasons.
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
     * Returns this step with a runtime role, which the cluster's profile must allow. Default: the {@code stepExecutionRole} of the cluster
     * configuration if this app builds the launch function, otherwise the instance role.
     */
    public EmrStep withExecutionRole(IRole role) {
        return with(properties, actionOnFailure, role, code, overridableArguments, overrideRules);
    }

    /** Returns this step with Java properties. */
    public EmrStep withProperties(Map<String, String> javaProperties) {
        return with(javaProperties, actionOnFailure, executionRole, code, overridableArguments, overrideRules);
    }

    /**
     * Returns this step with exactly these overridable arguments. An execution refers to each by its text.
     *
     * @throws IllegalArgumentException when the step has no such argument, it is known only at deployment, or it is the program that
     *     {@code command-runner.jar} or {@code script-runner.jar} runs
     */
    public EmrStep withOverridableArguments(String... texts) {
        return withOverridableArguments(Validation.list("texts", texts));
    }

    /** Returns this step with exactly these overridable arguments, as a list. */
    public EmrStep withOverridableArguments(List<String> texts) {
        SortedMap<Integer, String> names = new TreeMap<>();
        for (String text : Validation.list("texts", texts)) {
            if (Tokens.isUnresolved(text)) {
                throw new IllegalArgumentException(
                        "Step '%s': 'overridableArguments' must be known at synthesis, got a token. Name that argument: withArgumentName"
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
     * Returns this step with one more overridable argument, with a name. Such an argument may be known only at
     * deployment, such as the name of a bucket, be an expression, or be one of several equal arguments.
     *
     * <pre>{@code
     * step.withArgumentName("Bucket", bucket.getBucketName())
     * }</pre>
     *
     * @param argumentName the name, unique within the step
     * @param argument the argument: the first one with this text and without a name
     * @throws IllegalArgumentException when the step has no such argument, another one has the name, or the name is known only at
     *     deployment
     */
    public EmrStep withArgumentName(String argumentName, String argument) {
        requireArgument(Validation.required("argument", argument));
        if (Tokens.isUnresolved(Validation.required("argumentName", argumentName))) {
            throw new IllegalArgumentException(
                    "Step '%s': 'argumentName' must be known at synthesis, because executions refer to the argument by it, got a token"
                            .formatted(name));
        }
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
     * Returns this step with rules for the values that an execution may set. The target of a rule is the text of the argument, or
     * its name:
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

    /** Returns this step with rules for the values that an execution may set, as a list. */
    public EmrStep withOverrideRules(List<OverrideRule> rules) {
        Map<String, OverrideRule> byArgument = new LinkedHashMap<>(overrideRules);
        Validation.list("rules", rules).forEach(rule -> byArgument.put(rule.target(), rule));
        return with(properties, actionOnFailure, executionRole, code, overridableArguments, byArgument);
    }

    /**
     * Returns the step in the form of EMR's API, for a task or a resource of the CDK that this library does not cover. Its code is deployed
     * with the stack of the scope. If the step has a
     * runtime role, it is allowed to read the code. Grant read access to others by {@link EmrCode#grantRead}. References are not changed:
     * the caller must resolve and check them.
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

    /** Returns this step with another name. */
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

    /** Returns this step with other code. */
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

    /** Returns the rule of an argument that an execution may override. */
    OverrideRule ruleOf(String argumentName) {
        return overrideRules.getOrDefault(
                argumentName, OverrideRule.of(argumentName).withType(ValueType.STRING));
    }

    /** Returns the programs that process the arguments before the job receives them, in the order in which values are checked. */
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

    /** Returns whether the variables of the step become part of a Hive query. */
    boolean isHiveScript() {
        return isRunner() && !arguments.isEmpty() && arguments.get(0).equals("hive-script");
    }

    /** Returns whether the arguments become part of a shell command. */
    boolean passesShell() {
        return isRunner() && SparkCommand.mayRunInCluster(arguments);
    }

    /**
     * Returns whether the arguments become values of a Hadoop configuration, as those of a MapReduce program do.
     *
     * @see <a href="https://hadoop.apache.org/docs/r3.4.1/api/org/apache/hadoop/conf/Configuration.html">Configuration, variable
     *     expansion</a>
     */
    boolean passesHadoopConfiguration() {
        return !RUNNER.matcher(jar).matches() || (!arguments.isEmpty() && HADOOP_PROGRAMS.contains(arguments.get(0)));
    }
}
