package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.PythonInterpreter;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Python of a job. A path in the working folder is a Python from an archive of the job. Other paths are those of EMR's
 * machines. The Python of this machine replaces them.
 */
final class JobPython {
    // The order in which Spark looks for the driver's, which runs the workers here, too.
    private static final List<String> SETTINGS = List.of("spark.pyspark.driver.python", "spark.pyspark.python");
    private static final List<String> VARIABLES = List.of("PYSPARK_DRIVER_PYTHON", "PYSPARK_PYTHON");

    private final RunningJob job;

    JobPython(RunningJob job) {
        this.job = job;
    }

    /** Sets it for driver and workers. */
    void choose(Map<String, String> settings) throws InterruptedException {
        Path own = job.spark().python();
        if (own == null) {
            return;
        }
        List<String> wanted = new ArrayList<>();
        for (String name : SETTINGS) {
            add(wanted, settings.remove(name));
        }
        for (String name : VARIABLES) {
            add(wanted, job.environment().get(name));
        }
        wanted.remove(own.toString());
        Path chosen = own;
        for (String program : wanted) {
            Path brought = brought(program);
            if (brought == null) {
                job.note("Left out: the Python " + program + ", which is one of EMR's machines. The job runs with "
                        + own);
            } else if (chosen.equals(own)) {
                chosen = starts(brought) ? brought : own;
                if (chosen.equals(own)) {
                    replaced(program, brought, own);
                }
            }
        }
        for (String name : VARIABLES) {
            job.setVariable(name, chosen.toString());
        }
        if (!chosen.equals(own)) {
            // Packages on this machine must not hide those of the archive.
            job.setVariable("PYTHONNOUSERSITE", "1");
        }
    }

    private static void add(List<String> wanted, @Nullable String program) {
        if (program != null && !wanted.contains(program)) {
            wanted.add(program);
        }
    }

    /** The path within the working folder; null for one elsewhere. */
    private @Nullable Path brought(String program) {
        Path work = job.work().toAbsolutePath().normalize();
        Path path = work.resolve(program).normalize();
        return program.contains("/") && path.startsWith(work) ? path : null;
    }

    private static boolean starts(Path python) throws InterruptedException {
        return Files.isExecutable(python) && PythonInterpreter.of(python) != null;
    }

    private void replaced(String program, Path brought, Path own) throws InterruptedException {
        String why = Files.exists(brought, LinkOption.NOFOLLOW_LINKS)
                ? "does not start on this machine, since it is for another system or links to a Python that is not here"
                : "is not in the working folder: no archive brought it";
        Path packages = packages(brought, own);
        if (packages != null) {
            job.setVariable(
                    "PYTHONPATH",
                    packages
                            + Optional.ofNullable(job.environment().get("PYTHONPATH"))
                                    .map(path -> File.pathSeparator + path)
                                    .orElse(""));
        }
        job.note("Left out: the Python " + program + " " + why + ". The job runs with " + own
                + (packages == null ? "" : " and the packages of the archive"));
    }

    /** The packages beside a Python, when they are for the same version. */
    private static @Nullable Path packages(Path brought, Path own) throws InterruptedException {
        Path environment =
                brought.getParent() == null ? null : brought.getParent().getParent();
        PythonInterpreter interpreter = PythonInterpreter.of(own);
        if (environment == null || interpreter == null) {
            return null;
        }
        Path packages = environment.resolve("lib/python" + interpreter.version() + "/site-packages");
        return Files.isDirectory(packages) ? packages : null;
    }
}
