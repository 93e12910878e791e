package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code spark-submit}: one JVM that is driver and executor. */
public final class SparkSubmitProgram implements Program {
    private static final String MAIN_CLASS = "org.apache.spark.deploy.SparkSubmit";
    private static final Set<String> OPTIONS_IGNORED = Set.of(
            "--deploy-mode",
            "--driver-cores",
            "--driver-library-path",
            "--driver-memory",
            "--executor-cores",
            "--executor-memory",
            "--keytab",
            "--master",
            "--num-executors",
            "--principal",
            "--proxy-user",
            "--queue",
            "--remote",
            "--total-executor-cores");
    private static final Set<String> OPTIONS_APPLIED =
            Set.of("--archives", "--driver-class-path", "--driver-java-options", "--files", "--properties-file");
    private static final Set<String> OPTIONS_WITH_FILES = Set.of("--jars", "--py-files");
    private static final List<String> SETTINGS_WITH_FILES = List.of("spark.jars", "spark.submit.pyFiles");
    private static final List<String> OF_MASTERS = List.of("--kill", "--status");
    private static final List<String> WITHOUT_A_JOB = List.of("--version", "--help");
    // spark-sql and the like: the class is Spark's own.
    private static final Set<String> NO_FILES =
            Set.of("spark-internal", "spark-shell", "pyspark-shell", "sparkr-shell");

    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        return run(job, SparkSubmitArguments.parse(arguments));
    }

    /** Runs a job of EMR Serverless. */
    Ended run(RunningJob job, JobCommand.SparkSubmit command) throws IOException, InterruptedException {
        SparkSubmitArguments parameters = SparkSubmitArguments.parse(SparkSubmitArguments.words(command.parameters()));
        if (parameters.resource() != null) {
            throw new JobFailure("'sparkSubmitParameters' must hold options only, got the word " + parameters.resource()
                    + ": the script or jar is the entryPoint");
        }
        return run(
                job,
                new SparkSubmitArguments(
                        parameters.options(),
                        parameters.switches(),
                        parameters.settings(),
                        command.entryPoint(),
                        command.arguments()));
    }

    private static Ended run(RunningJob job, SparkSubmitArguments submit) throws IOException, InterruptedException {
        String resource = submit.resource();
        for (String option : OF_MASTERS) {
            if (submit.options().containsKey(option)) {
                return new Ended.Simulated(
                        "spark-submit " + option
                                + " does not run here: it asks a master of Spark or Kubernetes, which EMR's clusters do not have");
            }
        }
        for (String option : WITHOUT_A_JOB) {
            if (submit.switches().contains(option)) {
                return job.run(job.jvm(List.of(), List.of(), MAIN_CLASS, List.of(option)));
            }
        }
        if (resource == null) {
            throw new JobFailure("spark-submit: Missing application resource: the words name no script and no jar");
        }
        JobFile file = new JobFile(job, resource);
        Ended obstacle = NO_FILES.contains(resource) ? null : file.obstacle();
        if (obstacle != null) {
            return obstacle;
        }
        if (isPython(resource) && job.spark().python() == null) {
            return new Ended.Simulated(
                    "Scripts in Python do not run here: no Python was found. Install PySpark: pip install"
                            + " 'pyspark==" + job.spark().version().major() + "."
                            + job.spark().version().minor() + ".*'");
        }
        LocalSettings settings = LocalSettings.of(settings(job, submit));
        export(job, "spark-env");
        settings.variables().forEach(job::setVariable);
        DriverOptions driver = new DriverOptions(job, submit);
        tellIgnored(job, submit, settings, driver.applyMemory(settings.ignored().get(DriverOptions.MEMORY_SETTING)));
        WorkingFolder folder = new WorkingFolder(job);
        List<String> files = new ArrayList<>();
        for (String address : concat(settings.files(), submit.options().get("--files"))) {
            for (Path laidIn : folder.files(address)) {
                files.add(laidIn.toUri().toString());
            }
        }
        for (String archive : concat(settings.archives(), submit.options().get("--archives"))) {
            folder.archives(archive);
        }
        Map<String, String> kept = new LinkedHashMap<>(settings.kept());
        new JobPython(job).choose(kept);
        if (!files.isEmpty()) {
            // For SparkFiles.get, besides the working folder.
            kept.put("spark.files", String.join(",", files));
        }
        List<String> options = driver.takeJavaOptions(kept);
        List<Path> classPath = driver.takeClassPath(kept);
        for (String name : SETTINGS_WITH_FILES) {
            String addresses = kept.get(name);
            if (addresses != null) {
                kept.put(name, JobFile.list(job, name, addresses));
            }
        }
        local(job, kept);
        List<String> words =
                new ArrayList<>(List.of("--properties-file", write(job, kept).toString()));
        for (Map.Entry<String, String> option : submit.options().entrySet()) {
            String name = option.getKey();
            if (OPTIONS_WITH_FILES.contains(name)) {
                addUnlessEmpty(words, name, JobFile.list(job, name, option.getValue()));
            } else if (!OPTIONS_IGNORED.contains(name) && !OPTIONS_APPLIED.contains(name)) {
                words.add(name);
                words.add(option.getValue());
            }
        }
        submit.switches().stream().filter("--verbose"::equals).forEach(words::add);
        words.add(file.here());
        words.addAll(submit.arguments());
        return job.run(job.jvm(options, classPath, MAIN_CLASS, words));
    }

    private static void addUnlessEmpty(List<String> words, String name, String value) {
        if (!value.isEmpty()) {
            words.add(name);
            words.add(value);
        }
    }

    /** All settings. Settings of the command override its properties file, which replaces the cluster's defaults. */
    private static Map<String, String> settings(RunningJob job, SparkSubmitArguments submit)
            throws IOException, InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>();
        String file = submit.options().get("--properties-file");
        if (file == null) {
            settings.putAll(job.classification("spark-defaults"));
        } else {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(job.fetch(file, job.temporary()), StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IllegalArgumentException e) {
                throw new JobFailure("The file of properties " + file + " cannot be read: " + e.getMessage());
            }
            properties
                    .stringPropertyNames()
                    .forEach(name ->
                            settings.put(name, properties.getProperty(name).trim()));
        }
        settings.putAll(submit.settings());
        settings.keySet().removeIf(name -> !name.startsWith("spark."));
        return settings;
    }

    /** The variables of a classification such as {@code spark-env}. */
    private static void export(RunningJob job, String classification) {
        job.classification(classification + "/export").forEach((name, value) -> {
            // Users quote them, since EMR writes them into a shell script.
            String text = value.replaceAll("^\"(.*)\"$", "$1").replaceAll("^'(.*)'$", "$1");
            if (text.contains("$")) {
                job.note("Left out: the variable " + name + " of " + classification + ", whose value is for a shell: "
                        + value);
            } else {
                job.setVariable(name, text);
            }
        });
    }

    private static void tellIgnored(
            RunningJob job, SparkSubmitArguments submit, LocalSettings settings, boolean hasMemory) {
        List<String> ignored = new ArrayList<>();
        submit.options().forEach((name, value) -> {
            if (OPTIONS_IGNORED.contains(name) && !(hasMemory && name.equals(DriverOptions.MEMORY_OPTION))) {
                ignored.add(name + " " + value);
            }
        });
        if (submit.switches().contains("--supervise")) {
            ignored.add("--supervise");
        }
        settings.ignored().forEach((name, value) -> {
            if (!(hasMemory && name.equals(DriverOptions.MEMORY_SETTING))) {
                ignored.add(name + "=" + value);
            }
        });
        String mode = submit.options()
                .getOrDefault("--deploy-mode", settings.ignored().get("spark.submit.deployMode"));
        if ("cluster".equals(mode) && !job.serverless()) {
            job.note("In deploy mode cluster EMR writes the driver's output to containers/ below the cluster's logs;"
                    + " here it is in stdout and stderr of the step");
        }
        if (!ignored.isEmpty()) {
            job.note("Left out, since one JVM of this machine runs the job: " + String.join(", ", ignored));
        }
    }

    /** The settings that one JVM on this machine needs. */
    private static void local(RunningJob job, Map<String, String> settings) {
        int cores = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        settings.put("spark.master", "local[" + cores + "]");
        settings.put("spark.submit.deployMode", "client");
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.driver.host", "127.0.0.1");
        settings.put("spark.driver.bindAddress", "127.0.0.1");
        settings.putIfAbsent(
                "spark.sql.warehouse.dir",
                job.job().shared().toAbsolutePath().resolve("warehouse").toUri().toString());
        settings.putIfAbsent("spark.ui.showConsoleProgress", "false");
    }

    /** Writes all settings to a file: they can contain secrets, which a command line would show to all users. */
    private static Path write(RunningJob job, Map<String, String> settings) throws IOException {
        Path file = job.job().directory().toAbsolutePath().resolve("spark.properties");
        String text = settings.entrySet().stream()
                .map(setting -> escape(setting.getKey()) + "=" + escape(setting.getValue()) + "\n")
                .collect(Collectors.joining());
        return Files.writeString(file, text);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '\\', '=', ':', '#', '!', ' ' -> escaped.append('\\').append(c);
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static List<String> concat(List<String> first, @Nullable String second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(LocalSettings.list(second == null ? "" : second));
        return all.stream().distinct().toList();
    }

    private static boolean isPython(String resource) {
        return resource.endsWith(".py") || resource.endsWith(".R") || resource.equals("pyspark-shell");
    }
}
