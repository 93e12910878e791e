package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.code.PythonEnvironment;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Spark application for {@code spark-submit}. It is immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * EmrStep prepare = SparkSubmit.python(code, "prepare.py")
 *         .executorMemory("4g")
 *         .conf(Map.of("spark.sql.shuffle.partitions", "64"))
 *         .arguments("--date", "2026-01-01")
 *         .toStep("Prepare");
 * }</pre>
 *
 * @see <a href="https://spark.apache.org/docs/latest/submitting-applications.html">Submitting applications</a>
 */
public final class SparkSubmit {
    /** The location of the driver. */
    public enum DeployMode {
        /** On the primary node. */
        CLIENT,
        /** In a container of the cluster. The output is in the container's log. */
        CLUSTER
    }

    private static final Pattern CLASS = Pattern.compile("\\S+");
    private static final Pattern OPTION = Pattern.compile("--[a-z]+(-[a-z]+)*");
    private static final String CLASS_OPTION = "--class";
    private static final String CONF = "--conf";
    private static final String ARCHIVES = "--archives";

    /** The prefix of settings of the driver's environment, if YARN starts the driver. */
    private static final String DRIVER = "spark.yarn.appMasterEnv.";

    private static final List<String> ARCHIVE_SETTINGS = List.of("spark.archives", "spark.yarn.dist.archives");

    /** Options for which this class has a method. */
    private static final Set<String> METHODS = Set.of(
            ARCHIVES,
            CLASS_OPTION,
            CONF,
            "--deploy-mode",
            "--driver-cores",
            "--driver-memory",
            "--executor-cores",
            "--executor-memory",
            "--files",
            "--jars",
            "--num-executors",
            "--packages",
            "--py-files");

    /** Options without a value, and options that prevent spark-submit from running an application. */
    private static final Set<String> REFUSED =
            Set.of("--help", "--kill", "--status", "--supervise", "--usage-error", "--verbose", "--version");

    private final @Nullable EmrCode code;
    private final String application;
    private final DeployMode deployMode;
    private final Map<String, String> options;
    private final Map<String, String> conf;
    private final List<String> arguments;
    private final List<EmrCode> moreCode;
    private final @Nullable PythonEnvironment environment;

    private SparkSubmit(
            @Nullable EmrCode code,
            String application,
            DeployMode deployMode,
            Map<String, String> options,
            Map<String, String> conf,
            List<String> arguments,
            List<EmrCode> moreCode,
            @Nullable PythonEnvironment environment) {
        this.code = code;
        this.application = application;
        this.deployMode = deployMode;
        this.options = options;
        this.conf = conf;
        this.arguments = arguments;
        this.moreCode = moreCode;
        this.environment = environment;
    }

    private static SparkSubmit of(@Nullable EmrCode code, String application, Map<String, String> options) {
        return new SparkSubmit(code, application, DeployMode.CLUSTER, options, Map.of(), List.of(), List.of(), null);
    }

    /** Creates an application in Java or Scala: a jar of the code, and the class to run. */
    public static SparkSubmit jar(EmrCode code, String file, String mainClass) {
        return of(code, Validation.required("code", code).uriOf(file), mainClass(mainClass));
    }

    /**
     * Creates an application in Java or Scala whose jar this app does not deploy. Grant the permission to read it yourself: {@code
     * profile.authorizeInputBucket}.
     *
     * @param uri the URI of the jar, such as {@code s3://bucket/job.jar}, or its path on the nodes, such as
     *     {@code /usr/lib/spark/examples/jars/spark-examples.jar}
     */
    public static SparkSubmit jar(String uri, String mainClass) {
        return of(null, SparkFiles.application("uri", uri), mainClass(mainClass));
    }

    private static Map<String, String> mainClass(String mainClass) {
        if (!CLASS.matcher(Validation.required("mainClass", mainClass)).matches()) {
            throw new IllegalArgumentException("'mainClass' must be the name of a class, got: " + mainClass);
        }
        return Map.of(CLASS_OPTION, mainClass);
    }

    /** Creates an application in Python: a file of the code. */
    public static SparkSubmit python(EmrCode code, String file) {
        return of(code, Validation.required("code", code).uriOf(requirePython("file", file)), Map.of());
    }

    /**
     * Creates an application in Python that this app does not deploy. Grant the permission to read it yourself: {@code
     * profile.authorizeInputBucket}.
     *
     * @param uri the URI, such as {@code s3://bucket/job.py}, or a path on the nodes, such as
     *     {@code /usr/lib/spark/examples/src/main/python/pi.py}
     */
    public static SparkSubmit python(String uri) {
        return of(null, requirePython("uri", SparkFiles.application("uri", uri)), Map.of());
    }

    private static String requirePython(String property, String file) {
        if (!Validation.required(property, file).endsWith(".py") && !Tokens.isUnresolved(file)) {
            throw new IllegalArgumentException("'%s' of PySpark must end in .py, got: %s".formatted(property, file));
        }
        return file;
    }

    /** The location of the driver. Default: {@link DeployMode#CLUSTER}. */
    public SparkSubmit deployMode(DeployMode mode) {
        return with(Validation.required("mode", mode), options, conf, arguments, moreCode);
    }

    /** The number of executors, at least 1. Default: none, Spark uses dynamic allocation. */
    public SparkSubmit numExecutors(Number numExecutors) {
        return number("--num-executors", numExecutors);
    }

    /** The cores of each executor, at least 1. Default: that of the cluster. */
    public SparkSubmit executorCores(Number executorCores) {
        return number("--executor-cores", executorCores);
    }

    /** The cores of the driver in {@link DeployMode#CLUSTER}, at least 1. Default: that of the cluster. */
    public SparkSubmit driverCores(Number driverCores) {
        return number("--driver-cores", driverCores);
    }

    /** The memory of each executor, such as {@code 4g}, or a number of MiB, at least 450m. Default: that of the cluster. */
    public SparkSubmit executorMemory(String executorMemory) {
        return withOption("--executor-memory", SparkMemory.of("--executor-memory", executorMemory));
    }

    /** The memory of the driver, such as {@code 4g}, or a number of MiB, at least 450m. Default: that of the cluster. */
    public SparkSubmit driverMemory(String driverMemory) {
        return withOption("--driver-memory", SparkMemory.of("--driver-memory", driverMemory));
    }

    /**
     * Files that Python may import: {@code .py}, {@code .zip} or {@code .egg}. Each is a file of the code, a URI or a path on the nodes, as
     * in
     * the other options for files. Default: none.
     */
    public SparkSubmit pyFiles(String... files) {
        return pyFiles(Validation.list("files", files));
    }

    /** Files that Python may import, as a list. */
    public SparkSubmit pyFiles(List<String> files) {
        return files("--py-files", files, false);
    }

    /** Jars for the class paths of driver and executors. Default: none. */
    public SparkSubmit jars(String... files) {
        return jars(Validation.list("files", files));
    }

    /** Jars for the class paths, as a list. */
    public SparkSubmit jars(List<String> files) {
        return files("--jars", files, false);
    }

    /**
     * Files for the working directory of each executor, and of the driver in {@link DeployMode#CLUSTER}. They can have another name there:
     * {@code dev.json#settings.json}. Default: none.
     */
    public SparkSubmit files(String... files) {
        return files(Validation.list("files", files));
    }

    /** Files for the working directories, as a list. */
    public SparkSubmit files(List<String> files) {
        return files("--files", files, true);
    }

    /**
     * Archives, unpacked in the working directory of each executor, and of the driver in {@link DeployMode#CLUSTER}. The folder can have a
     * name: {@code venv.tar.gz#environment}. Default: none.
     */
    public SparkSubmit archives(String... files) {
        return archives(Validation.list("files", files));
    }

    /** Archives for the working directories, as a list. */
    public SparkSubmit archives(List<String> files) {
        return files(ARCHIVES, files, true);
    }

    /**
     * More code that the application reads by the URIs of its files. It is deployed with the step, and the role that runs the step may read
     * it.
     * Default: none.
     */
    public SparkSubmit code(EmrCode... code) {
        return code(Validation.list("code", code));
    }

    /** More code that the application reads, as a list. */
    public SparkSubmit code(List<EmrCode> code) {
        return with(deployMode, options, conf, arguments, Validation.list("code", code));
    }

    /**
     * The Python packages of driver and executors. It requires {@link DeployMode#CLUSTER}, because Spark unpacks no archive for a driver on
     * the primary node. Default: the packages of the nodes.
     */
    public SparkSubmit environment(PythonEnvironment packages) {
        return new SparkSubmit(
                code,
                application,
                deployMode,
                options,
                conf,
                arguments,
                moreCode,
                Validation.required("packages", packages));
    }

    /** The Maven coordinates of jars, {@code group:artifact:version}. Default: none. */
    public SparkSubmit packages(String... coordinates) {
        return packages(Validation.list("coordinates", coordinates));
    }

    /** The Maven coordinates of jars, as a list. */
    public SparkSubmit packages(List<String> coordinates) {
        for (String coordinate : Validation.list("coordinates", coordinates)) {
            if (!Tokens.isUnresolved(coordinate) && coordinate.split("[:/]", -1).length != 3) {
                throw new IllegalArgumentException(
                        "'packages' must be Maven coordinates group:artifact:version, got: %s".formatted(coordinate));
            }
        }
        return withOption(
                "--packages",
                coordinates.stream().map(one -> Tokens.inText(one, ",")).collect(Collectors.joining(",")));
    }

    /** The properties of Spark. Default: those of the cluster. */
    public SparkSubmit conf(Map<String, String> properties) {
        Validation.map("properties", properties).keySet().forEach(property -> {
            if (!property.startsWith("spark.")) {
                throw new IllegalArgumentException(
                        "'conf' must have properties that start with spark., Spark ignores others, got: %s"
                                .formatted(property));
            }
        });
        // Sorted by name: the order of a map may differ in each synthesis.
        return with(deployMode, options, new TreeMap<>(properties), arguments, moreCode);
    }

    /**
     * An option of {@code spark-submit} for which this class has no method, with its value, such as {@code --queue}. Default: none.
     *
     * @see <a href="https://spark.apache.org/docs/latest/configuration.html">Configuration</a>
     */
    public SparkSubmit option(String name, String value) {
        Validation.requireKnown("name", Validation.required("name", name), "it is an option of spark-submit");
        if (!OPTION.matcher(Validation.required("name", name)).matches() || METHODS.contains(name)) {
            throw new IllegalArgumentException(
                    "'name' must be an option of spark-submit for which SparkSubmit has no method, such as --queue, got: '%s'"
                            .formatted(name));
        }
        if (REFUSED.contains(name)) {
            throw new IllegalArgumentException(
                    "'name' must be an option with a value that does not prevent spark-submit from running the application, got: '%s'"
                            .formatted(name));
        }
        return withOption(name, Validation.required("value", value));
    }

    /** The arguments of the application. Default: none. */
    public SparkSubmit arguments(String... applicationArguments) {
        return arguments(Validation.list("applicationArguments", applicationArguments));
    }

    /** The arguments of the application, as a list. */
    public SparkSubmit arguments(List<String> applicationArguments) {
        return with(deployMode, options, conf, Validation.list("applicationArguments", applicationArguments), moreCode);
    }

    /**
     * Creates the step.
     *
     * @throws IllegalArgumentException when EMR would refuse it, or its {@link #environment} cannot be built
     */
    public EmrStep toStep(String name) {
        return environment == null ? step(name) : with(environment).step(name);
    }

    private EmrStep step(String name) {
        List<String> command = new ArrayList<>(List.of("spark-submit", "--deploy-mode"));
        command.add(deployMode == DeployMode.CLUSTER ? "cluster" : "client");
        options.forEach((option, value) -> command.addAll(List.of(option, value)));
        conf.forEach((property, value) -> command.addAll(List.of(CONF, "%s=%s".formatted(property, value))));
        command.add(application);
        int fixed = command.size();
        command.addAll(arguments);
        List<EmrCode> all =
                Stream.concat(Stream.ofNullable(code), moreCode.stream()).toList();
        return EmrStep.command(name, command, all, fixed);
    }

    /** Returns a copy with the settings that make Spark unpack the environment's archive, and Python use it. */
    private SparkSubmit with(PythonEnvironment packages) {
        if (deployMode == DeployMode.CLIENT) {
            throw new IllegalArgumentException(
                    "'environment' is not available to a driver on the primary node, because Spark unpacks no archive for it. Leave out deployMode(CLIENT), or install the packages in a bootstrap action");
        }
        if (options.containsKey(CLASS_OPTION)) {
            throw new IllegalArgumentException(
                    "'environment' has packages of Python, and the application is a jar: %s".formatted(application));
        }
        Map<String, String> allConf = new TreeMap<>(conf);
        packages.settings(DRIVER).forEach((setting, value) -> {
            if (allConf.putIfAbsent(setting, value) != null) {
                throw new IllegalArgumentException(
                        "'conf' must not have %s, which 'environment' sets".formatted(setting));
            }
        });
        for (String setting : ARCHIVE_SETTINGS) {
            if (conf.containsKey(setting)) {
                throw new IllegalArgumentException(
                        "'conf' must not have %s together with 'environment': Spark would use only one of the two. Name them in 'archives'"
                                .formatted(setting));
            }
        }
        String archive = packages.archive();
        String folder = archive.substring(archive.indexOf('#'));
        String others = options.getOrDefault(ARCHIVES, "");
        if (List.of(others.split(",", -1)).stream().anyMatch(other -> other.endsWith(folder))) {
            throw new IllegalArgumentException(
                    "'archives' must not have the name %s, which is that of 'environment', got: %s"
                            .formatted(folder.substring(1), others));
        }
        List<EmrCode> allCode = new ArrayList<>(moreCode);
        allCode.add(packages.code());
        return new SparkSubmit(code, application, deployMode, options, allConf, arguments, allCode, null)
                .withOption(ARCHIVES, others.isEmpty() ? archive : others + "," + archive);
    }

    private SparkSubmit number(String option, Number value) {
        Number number = GivenNumbers.whole(option, value);
        if (GivenNumbers.isOutside(number, 1, Long.MAX_VALUE)) {
            throw new IllegalArgumentException("'%s' must be at least 1, got: %s".formatted(option, number));
        }
        return withOption(option, GivenNumbers.text(number));
    }

    private SparkSubmit files(String option, List<String> files, boolean names) {
        return withOption(option, SparkFiles.option(option, code, files, names));
    }

    private SparkSubmit withOption(String option, String value) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put(option, value);
        return with(deployMode, all, conf, arguments, moreCode);
    }

    private SparkSubmit with(
            DeployMode mode,
            Map<String, String> allOptions,
            Map<String, String> properties,
            List<String> applicationArguments,
            List<EmrCode> more) {
        return new SparkSubmit(
                code, application, mode, allOptions, properties, applicationArguments, more, environment);
    }
}
