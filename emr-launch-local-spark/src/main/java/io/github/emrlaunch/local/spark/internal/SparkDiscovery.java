package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds Spark, a Java that it supports and a Python on this machine.
 *
 * @param settings the user's settings, which are used unchanged or refused, never replaced
 * @param variables the environment of the emulator
 * @param currentJava the {@code java.home} of this JVM
 * @param userHome the user's home folder
 * @param roots the folders whose sub-folders are JDKs
 */
record SparkDiscovery(
        SparkSettings settings, Map<String, String> variables, Path currentJava, Path userHome, List<Path> roots) {
    private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    /**
     * What was found.
     *
     * @param spark the Spark; null if jobs cannot run
     * @param why the reason why jobs cannot run, and the remedy; empty if there is a Spark
     */
    record Found(@Nullable SparkInstallation spark, String why) {}

    /** For this machine. */
    static SparkDiscovery ofHost(SparkSettings settings) {
        Path home = Path.of(System.getProperty("user.home"));
        return new SparkDiscovery(
                settings, System.getenv(), Path.of(System.getProperty("java.home")), home, roots(home));
    }

    /** The folders in which installers and version managers put JDKs. */
    static List<Path> roots(Path home) {
        List<Path> roots = new ArrayList<>(List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                home.resolve("Library/Java/JavaVirtualMachines")));
        // Homebrew's JDKs are "keg-only": they are linked nowhere.
        for (String brew : List.of("/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew")) {
            for (String formula : List.of("openjdk@17", "openjdk@11", "openjdk@21", "openjdk")) {
                roots.add(Path.of(brew, "opt", formula, "libexec"));
                roots.add(Path.of(brew, "opt", formula));
            }
        }
        for (String manager : List.of(
                ".sdkman/candidates/java",
                ".jdks",
                ".asdf/installs/java",
                ".local/share/mise/installs/java",
                ".jenv/versions",
                ".jabba/jdk")) {
            roots.add(home.resolve(manager));
        }
        return List.copyOf(roots);
    }

    /**
     * Searches this machine. A separate thread does it, so that an interrupt of the first job does not change the result for all jobs.
     * The interrupt is kept.
     */
    Found find() {
        FutureTask<Found> search = new FutureTask<>(this::search);
        Thread thread = new Thread(search, "spark-discovery");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return search.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("Spark cannot be looked for on this machine", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Found search() throws InterruptedException {
        if (Supervisor.bash() == null) {
            return new Found(null, "there is no bash on the PATH, which ends the processes of jobs");
        }
        List<String> silent = new ArrayList<>();
        List<PythonInterpreter> pythons = pythons(silent);
        List<String> looked = new ArrayList<>();
        Path home = home(pythons, looked);
        if (pythons.isEmpty() && silent.isEmpty()) {
            looked.add("python3 and python on the PATH (none)");
        }
        looked.addAll(silent);
        if (home == null) {
            return new Found(
                    null,
                    "no Spark was found. Install it with: pip install 'pyspark==3.5.*', or set SPARK_HOME. Looked at: "
                            + String.join(", ", looked));
        }
        String fault = SparkVersion.fault(home);
        if (!fault.isEmpty()) {
            return new Found(null, home + " is no Spark that runs: " + fault);
        }
        SparkVersion version = SparkVersion.of(home).orElseThrow();
        return java(home, version, SparkSupport.of(version), pythons);
    }

    private Found java(Path home, SparkVersion version, SparkSupport support, List<PythonInterpreter> pythons) {
        if (support.javas().isEmpty()) {
            return new Found(
                    null,
                    "Spark " + version + " in " + home
                            + " does not run on Java 17, which jobs need. Install a later one:"
                            + " pip install 'pyspark==3.5.*'");
        }
        Set<Path> candidates = javas();
        for (Path java : candidates) {
            int number = javaVersion(java);
            if (support.javas().contains(number) && Executables.isProgram(java.resolve("bin/java"))) {
                List<String> notes = new ArrayList<>();
                PythonInterpreter python = python(pythons, support, notes);
                return new Found(
                        new SparkInstallation(
                                home,
                                version,
                                java,
                                number,
                                python == null ? null : python.program(),
                                python == null ? null : python.user(),
                                notes),
                        "");
            }
        }
        return new Found(
                null,
                "Spark " + version + " in " + home + " needs Java " + support.javasText()
                        + ". Install one, such as Temurin "
                        + support.javas().get(support.javas().size() - 1) + ", or set JAVA_HOME. Looked at: "
                        + describe(candidates));
    }

    private @Nullable Path home(List<PythonInterpreter> pythons, List<String> looked) {
        Path set = settings.sparkHome();
        if (set != null) {
            return set.toAbsolutePath();
        }
        String variable = variables.getOrDefault("SPARK_HOME", "");
        if (!variable.isEmpty()) {
            Path home = Path.of(variable);
            String fault = SparkVersion.fault(home);
            if (fault.isEmpty()) {
                return home.toAbsolutePath();
            }
            looked.add("SPARK_HOME=" + variable + " (" + fault + ")");
        } else {
            looked.add("SPARK_HOME (not set)");
        }
        for (PythonInterpreter python : pythons) {
            Path home = python.pyspark();
            String fault = home == null ? "" : SparkVersion.fault(home);
            if (home != null && fault.isEmpty()) {
                return home;
            }
            looked.add(python.program() + " (Python " + python.version()
                    + (home == null ? " without pyspark)" : "; its pyspark is " + fault + ")"));
        }
        return null;
    }

    /**
     * Returns the working Pythons.
     *
     * @param silent receives the others
     */
    private List<PythonInterpreter> pythons(List<String> silent) throws InterruptedException {
        Set<Path> programs = new LinkedHashSet<>();
        Path set = settings.python();
        if (set != null) {
            programs.add(set.toAbsolutePath());
        } else {
            String path = variables.get("PATH");
            for (String name : List.of("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON")) {
                String value = variables.getOrDefault(name, "");
                if (!value.isEmpty()) {
                    add(
                            programs,
                            value.contains("/") ? Path.of(value).toAbsolutePath() : Executables.onPath(value, path));
                }
            }
            String environment = variables.getOrDefault("VIRTUAL_ENV", "");
            if (!environment.isEmpty()) {
                add(programs, Path.of(environment).toAbsolutePath().resolve("bin/python"));
            }
            add(programs, Executables.onPath("python3", path));
            add(programs, Executables.onPath("python", path));
        }
        List<PythonInterpreter> pythons = new ArrayList<>();
        for (Path program : programs) {
            PythonInterpreter.Answer answer = PythonInterpreter.ask(program);
            if (answer.python() == null) {
                silent.add(program + " (" + answer.why() + ")");
            } else {
                pythons.add(answer.python());
            }
        }
        return pythons;
    }

    private static void add(Set<Path> programs, @Nullable Path program) {
        if (program != null && Executables.isProgram(program)) {
            programs.add(program);
        }
    }

    /** The first Python that this Spark supports; else the first one, with a note. */
    private static @Nullable PythonInterpreter python(
            List<PythonInterpreter> pythons, SparkSupport support, List<String> notes) {
        for (PythonInterpreter python : pythons) {
            if (support.supports(python)) {
                return python;
            }
        }
        for (PythonInterpreter python : pythons) {
            if (python.minor() >= support.oldestPython()) {
                notes.add("Python " + python.version() + " (" + python.program()
                        + ") is newer than this Spark supports, which is " + support.pythonsText()
                        + ": a job can fail for that");
                return python;
            }
        }
        if (!pythons.isEmpty()) {
            notes.add(
                    "Python " + pythons.get(0).version() + " (" + pythons.get(0).program()
                            + ") is older than this Spark supports, which is " + support.pythonsText());
        }
        return null;
    }

    private Set<Path> javas() {
        Path set = settings.javaHome();
        if (set != null) {
            return Set.of(set.toAbsolutePath());
        }
        Set<Path> javas = new LinkedHashSet<>();
        javas.add(currentJava);
        String variable = variables.getOrDefault("JAVA_HOME", "");
        if (!variable.isEmpty()) {
            javas.add(Path.of(variable).toAbsolutePath());
        }
        for (Path root : roots) {
            try (Stream<Path> folders = Files.list(root)) {
                folders.sorted().forEach(folder -> {
                    Path mac = folder.resolve("Contents/Home");
                    javas.add(Files.isDirectory(mac) ? mac : folder);
                });
            } catch (IOException e) {
                // Not on this machine.
            }
        }
        return javas;
    }

    private static String describe(Set<Path> javas) {
        List<String> found = new ArrayList<>();
        for (Path java : javas) {
            int version = javaVersion(java);
            if (version > 0) {
                found.add(java + " (Java " + version + ")");
            }
        }
        return String.join(", ", found);
    }

    /** The version that the file {@code release} of a JDK names; 0 without one. */
    static int javaVersion(Path java) {
        try {
            Matcher version = JAVA_VERSION.matcher(Files.readString(java.resolve("release")));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return java.equals(Path.of(System.getProperty("java.home")))
                    ? Runtime.version().feature()
                    : 0;
        }
    }
}
