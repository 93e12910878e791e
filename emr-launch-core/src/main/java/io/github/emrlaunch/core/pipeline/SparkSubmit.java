package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A Spark application for {@code spark-submit}. It is immutable: each method returns another one.
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
    /** Where the driver runs. */
    public enum DeployMode {
        /** On the primary node. */
        CLIENT,
        /** In a container of the cluster, whose output is in the container's log. */
        CLUSTER
    }

    private static final Pattern CLASS = Pattern.compile("\\S+");
    private static final String MEMORY = "[1-9][0-9]*[kmgt]b?";

    private final EmrCode code;
    private final String application;
    private final DeployMode deployMode;
    private final Map<String, String> options;
    private final Map<String, String> conf;
    private final List<String> arguments;

    private SparkSubmit(
            EmrCode code,
            String application,
            DeployMode deployMode,
            Map<String, String> options,
            Map<String, String> conf,
            List<String> arguments) {
        this.code = code;
        this.application = application;
        this.deployMode = deployMode;
        this.options = options;
        this.conf = conf;
        this.arguments = arguments;
    }

    private static SparkSubmit of(EmrCode code, String file, Map<String, String> options) {
        return new SparkSubmit(
                code, Validation.required("code", code).uriOf(file), DeployMode.CLUSTER, options, Map.of(), List.of());
    }

    /** An application in Java or Scala: a jar of some code, and the class to run. */
    public static SparkSubmit jar(EmrCode code, String file, String mainClass) {
        if (!CLASS.matcher(Validation.required("mainClass", mainClass)).matches()) {
            throw new IllegalArgumentException("'mainClass' must be the name of a class, got: " + mainClass);
        }
        return of(code, file, Map.of("--class", mainClass));
    }

    /** An application in Python: a file of some code. */
    public static SparkSubmit python(EmrCode code, String file) {
        if (!Validation.required("file", file).endsWith(".py")) {
            throw new IllegalArgumentException("'file' of PySpark must end in .py, got: %s".formatted(file));
        }
        return of(code, file, Map.of());
    }

    /** The place where the driver runs. Default: {@link DeployMode#CLUSTER}. */
    public SparkSubmit deployMode(DeployMode mode) {
        return new SparkSubmit(code, application, Validation.required("mode", mode), options, conf, arguments);
    }

    /** The number of executors, at least 1. Default: as many as there is work for, by dynamic allocation. */
    public SparkSubmit numExecutors(int numExecutors) {
        return number("--num-executors", numExecutors);
    }

    /** The cores of each executor, at least 1. Default: that of the cluster. */
    public SparkSubmit executorCores(int executorCores) {
        return number("--executor-cores", executorCores);
    }

    /** The cores of the driver in {@link DeployMode#CLUSTER}, at least 1. Default: that of the cluster. */
    public SparkSubmit driverCores(int driverCores) {
        return number("--driver-cores", driverCores);
    }

    /** The memory of each executor, such as {@code 4g}. Default: that of the cluster. */
    public SparkSubmit executorMemory(String executorMemory) {
        return memory("--executor-memory", executorMemory);
    }

    /** The memory of the driver, such as {@code 4g}. Default: that of the cluster. */
    public SparkSubmit driverMemory(String driverMemory) {
        return memory("--driver-memory", driverMemory);
    }

    /** Files of the code that Python may import: {@code .py}, {@code .zip} or {@code .egg}. Default: none. */
    public SparkSubmit pyFiles(String... files) {
        return pyFiles(Validation.list("files", files));
    }

    /** The same as a list. */
    public SparkSubmit pyFiles(List<String> files) {
        return files("--py-files", files);
    }

    /** Jars of the code for the class paths of driver and executors. Default: none. */
    public SparkSubmit jars(String... files) {
        return jars(Validation.list("files", files));
    }

    /** The same as a list. */
    public SparkSubmit jars(List<String> files) {
        return files("--jars", files);
    }

    /** Files of the code for the working directory of each executor. Default: none. */
    public SparkSubmit files(String... files) {
        return files(Validation.list("files", files));
    }

    /** The same as a list. */
    public SparkSubmit files(List<String> files) {
        return files("--files", files);
    }

    /** Archives of the code, unpacked in the working directory of each executor. Default: none. */
    public SparkSubmit archives(String... files) {
        return archives(Validation.list("files", files));
    }

    /** The same as a list. */
    public SparkSubmit archives(List<String> files) {
        return files("--archives", files);
    }

    /** The Maven coordinates of jars, {@code group:artifact:version}. Default: none. */
    public SparkSubmit packages(String... coordinates) {
        return packages(Validation.list("coordinates", coordinates));
    }

    /** The same as a list. */
    public SparkSubmit packages(List<String> coordinates) {
        for (String coordinate : Validation.list("coordinates", coordinates)) {
            if (coordinate.split(":", -1).length != 3) {
                throw new IllegalArgumentException(
                        "'packages' must be Maven coordinates group:artifact:version, got: %s".formatted(coordinate));
            }
        }
        return option("--packages", String.join(",", coordinates));
    }

    /** The properties of Spark. Default: those of the cluster. */
    public SparkSubmit conf(Map<String, String> properties) {
        Validation.map("properties", properties).keySet().forEach(property -> {
            if (!property.startsWith("spark.")) {
                throw new IllegalArgumentException(
                        "'conf' takes properties that begin with spark., others are ignored, got: %s"
                                .formatted(property));
            }
        });
        // In the order of their names: a map's own order may differ at each synth.
        return new SparkSubmit(code, application, deployMode, options, new TreeMap<>(properties), arguments);
    }

    /** The arguments of the application. Default: none. */
    public SparkSubmit arguments(String... applicationArguments) {
        return arguments(Validation.list("applicationArguments", applicationArguments));
    }

    /** The same as a list. */
    public SparkSubmit arguments(List<String> applicationArguments) {
        return new SparkSubmit(
                code,
                application,
                deployMode,
                options,
                conf,
                Validation.list("applicationArguments", applicationArguments));
    }

    /** The step. */
    public EmrStep toStep(String name) {
        List<String> command = new ArrayList<>(List.of("spark-submit", "--deploy-mode"));
        command.add(deployMode == DeployMode.CLUSTER ? "cluster" : "client");
        options.forEach((option, value) -> command.addAll(List.of(option, value)));
        conf.forEach((property, value) -> command.addAll(List.of("--conf", "%s=%s".formatted(property, value))));
        command.add(application);
        int fixed = command.size();
        command.addAll(arguments);
        return EmrStep.command(name, command, List.of(code), fixed);
    }

    private SparkSubmit number(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("'%s' must be at least 1, got: %d".formatted(option, value));
        }
        return option(option, Integer.toString(value));
    }

    private SparkSubmit memory(String option, String value) {
        if (!value.matches(MEMORY)) {
            throw new IllegalArgumentException(
                    "'%s' must be a number with a unit such as 512m or 4g, got: %s".formatted(option, value));
        }
        return option(option, value);
    }

    private SparkSubmit files(String option, List<String> files) {
        return option(option, String.join(",", files.stream().map(code::uriOf).toList()));
    }

    private SparkSubmit option(String option, String value) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put(option, value);
        return new SparkSubmit(code, application, deployMode, all, conf, arguments);
    }
}
