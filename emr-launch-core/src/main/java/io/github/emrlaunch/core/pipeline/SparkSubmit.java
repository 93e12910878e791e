package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.code.EmrCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Spark application, as {@code spark-submit} takes it.
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
    private final @Nullable String mainClass;
    private final List<String> options = new ArrayList<>();
    private DeployMode deployMode = DeployMode.CLUSTER;
    private Map<String, String> conf = Map.of();
    private List<String> arguments = List.of();

    private SparkSubmit(EmrCode code, String file, @Nullable String mainClass) {
        if (mainClass != null && !CLASS.matcher(mainClass).matches()) {
            throw new IllegalArgumentException("'mainClass' must be the name of a class, got: " + mainClass);
        }
        this.code = code;
        this.application = code.uriOf(file);
        this.mainClass = mainClass;
    }

    /** An application in Java or Scala: a jar of some code, and the class to run. */
    public static SparkSubmit jar(EmrCode code, String file, String mainClass) {
        return new SparkSubmit(code, file, mainClass);
    }

    /** An application in Python: a file of some code. */
    public static SparkSubmit python(EmrCode code, String file) {
        if (!file.endsWith(".py")) {
            throw new IllegalArgumentException("'file' of PySpark must end in .py, got: %s".formatted(file));
        }
        return new SparkSubmit(code, file, null);
    }

    /** Where the driver runs. Default: {@link DeployMode#CLUSTER}. */
    public SparkSubmit deployMode(DeployMode mode) {
        this.deployMode = mode;
        return this;
    }

    /** How many executors, at least 1. Default: as many as there is work for, by dynamic allocation. */
    public SparkSubmit numExecutors(int numExecutors) {
        return number("--num-executors", numExecutors);
    }

    /** Cores of each executor, at least 1. Default: the cluster's. */
    public SparkSubmit executorCores(int executorCores) {
        return number("--executor-cores", executorCores);
    }

    /** Cores of the driver in {@link DeployMode#CLUSTER}, at least 1. Default: the cluster's. */
    public SparkSubmit driverCores(int driverCores) {
        return number("--driver-cores", driverCores);
    }

    /** Memory of each executor, such as {@code 4g}. Default: the cluster's. */
    public SparkSubmit executorMemory(String executorMemory) {
        return memory("--executor-memory", executorMemory);
    }

    /** Memory of the driver, such as {@code 4g}. Default: the cluster's. */
    public SparkSubmit driverMemory(String driverMemory) {
        return memory("--driver-memory", driverMemory);
    }

    /** Files of the code that Python may import: {@code .py}, {@code .zip} or {@code .egg}. Default: none. */
    public SparkSubmit pyFiles(String... files) {
        return files("--py-files", files);
    }

    /** Jars of the code for the class paths of driver and executors. Default: none. */
    public SparkSubmit jars(String... files) {
        return files("--jars", files);
    }

    /** Files of the code for the working directory of each executor. Default: none. */
    public SparkSubmit files(String... files) {
        return files("--files", files);
    }

    /** Archives of the code, unpacked in the working directory of each executor. Default: none. */
    public SparkSubmit archives(String... files) {
        return files("--archives", files);
    }

    /** Maven coordinates of jars, {@code group:artifact:version}. Default: none. */
    public SparkSubmit packages(String... coordinates) {
        for (String coordinate : coordinates) {
            if (coordinate.split(":", -1).length != 3) {
                throw new IllegalArgumentException(
                        "'packages' must be Maven coordinates group:artifact:version, got: %s".formatted(coordinate));
            }
        }
        return option("--packages", String.join(",", coordinates));
    }

    /** Properties of Spark, in the order of their names. Default: the cluster's. */
    public SparkSubmit conf(Map<String, String> properties) {
        properties.keySet().forEach(property -> {
            if (!property.startsWith("spark.")) {
                throw new IllegalArgumentException(
                        "'conf' takes properties that begin with spark., others are ignored, got: %s"
                                .formatted(property));
            }
        });
        this.conf = new TreeMap<>(properties);
        return this;
    }

    /** What the application gets. Default: nothing. */
    public SparkSubmit arguments(String... applicationArguments) {
        this.arguments = List.of(applicationArguments);
        return this;
    }

    /** The step. */
    public EmrStep toStep(String name) {
        List<String> command = new ArrayList<>(List.of("spark-submit", "--deploy-mode"));
        command.add(deployMode == DeployMode.CLUSTER ? "cluster" : "client");
        if (mainClass != null) {
            command.addAll(List.of("--class", mainClass));
        }
        command.addAll(options);
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

    private SparkSubmit files(String option, String... files) {
        return option(
                option,
                String.join(",", List.of(files).stream().map(code::uriOf).toList()));
    }

    private SparkSubmit option(String option, String value) {
        options.add(option);
        options.add(value);
        return this;
    }
}
