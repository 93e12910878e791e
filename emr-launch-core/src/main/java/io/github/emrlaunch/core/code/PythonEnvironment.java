package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.Warnings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * The Python packages of Spark jobs: wheels for the Python and the processor of a release, in one archive. pip of this machine makes it
 * when a job uses it, without Docker, and keeps it for the next synth. It has packages and no interpreter. It is immutable: each method
 * returns another one.
 *
 * <pre>{@code
 * PythonEnvironment environment = PythonEnvironment.fromRequirements("requirements.txt", "emr-7.12.0", bucket, "etl/python");
 * SparkSubmit.python(code, "job.py").environment(environment);
 * }</pre>
 *
 * <p>The archive lies below its digest, so jobs that run keep theirs when the next deployment brings another. The day on which pip runs
 * decides versions that the file doesn't fix; a warning says which.
 *
 * @see <a href="https://spark.apache.org/docs/latest/api/python/tutorial/python_packaging.html">Python package management</a>
 */
public final class PythonEnvironment {
    /** The name of the folder into which Spark unpacks the archive. */
    private static final String FOLDER = "environment";

    private static final String PYTHON_PATH = "PYTHONPATH";
    private static final String INTERPRETER = "PYSPARK_PYTHON";
    /** The driver takes it rather than the other. */
    private static final String DRIVERS_INTERPRETER = "PYSPARK_DRIVER_PYTHON";

    private static final String EXECUTORS = "spark.executorEnv.";

    /** The options of pip that the environment sets itself, and those that would build or change packages. */
    private static final Pattern DECIDED = Pattern.compile(
            "-[ehrtV].*|--(target|requirement|editable|platform|python|python-version|implementation|abi|no-binary|only-binary|user|prefix|root|dry-run|help|version)(=.*)?");

    private static final int DIGITS = 16;

    private final String requirementsFile;
    private final String releaseLabel;
    private final IBucket bucket;
    private final String prefix;
    private final InstanceArchitecture architecture;
    private final @Nullable String pythonVersion;
    private final List<String> pipOptions;
    private final Path cache;
    private @Nullable EmrCode code;

    private PythonEnvironment(
            String requirementsFile,
            String releaseLabel,
            IBucket bucket,
            String prefix,
            InstanceArchitecture architecture,
            @Nullable String pythonVersion,
            List<String> pipOptions,
            Path cache) {
        this.requirementsFile = Validation.required("requirementsFile", requirementsFile);
        this.releaseLabel = Validation.required("releaseLabel", releaseLabel);
        this.bucket = Validation.required("bucket", bucket);
        this.prefix = Validation.required("prefix", prefix);
        this.architecture = architecture;
        this.pythonVersion = pythonVersion;
        this.pipOptions = pipOptions;
        this.cache = cache;
    }

    /**
     * The packages that a requirements file lists. Hashes, markers and included files are taken as pip takes them.
     *
     * @param requirementsFile its path, from where the app runs
     * @param releaseLabel the release of the clusters or the application, such as {@code emr-7.12.0}
     * @param bucket where the archive goes
     * @param prefix below which prefix
     */
    public static PythonEnvironment fromRequirements(
            String requirementsFile, String releaseLabel, IBucket bucket, String prefix) {
        return new PythonEnvironment(
                requirementsFile,
                releaseLabel,
                bucket,
                prefix,
                InstanceArchitecture.X86_64,
                null,
                List.of(),
                defaultCache());
    }

    private static Path defaultCache() {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path ofUser = caches == null || caches.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return ofUser.resolve("emr-launch").resolve("python");
    }

    /** The same for instances or workers with this processor. Default: x86_64. */
    public PythonEnvironment withArchitecture(InstanceArchitecture processor) {
        return with(Validation.required("processor", processor), pythonVersion, pipOptions, cache);
    }

    /**
     * The same for another Python of the release. Driver and executors are started with {@code /usr/bin/pythonVERSION} then, which the nodes
     * or the image must have: releases from 7.1 have 3.11. Default: the one that the release starts.
     *
     * @param version such as {@code 3.11}
     */
    public PythonEnvironment withPythonVersion(String version) {
        return with(architecture, Validation.required("version", version), pipOptions, cache);
    }

    /**
     * The same with more options of pip, such as {@code --index-url=https://…}, {@code --find-links=wheels} or {@code --no-index}. What pip's
     * own configuration on this machine says counts too. Default: none.
     */
    public PythonEnvironment withPipOptions(String... options) {
        return withPipOptions(Validation.list("options", options));
    }

    /** The same as a list. */
    public PythonEnvironment withPipOptions(List<String> options) {
        for (String option : Validation.list("options", options)) {
            if (!option.startsWith("-") || DECIDED.matcher(option).matches()) {
                throw new IllegalArgumentException(
                        "'pipOptions' must be options of pip with their values, such as --find-links=wheels, none that says what is installed for whom, got: '%s'"
                                .formatted(RequirementsFile.withoutCredentials(option)));
            }
        }
        return with(architecture, pythonVersion, Validation.list("options", options), cache);
    }

    /**
     * The same with another folder for the archives that were made. Default: {@code emr-launch/python} in the user's folder of caches,
     * {@code ~/.cache} or {@code XDG_CACHE_HOME}.
     */
    public PythonEnvironment withCache(String folder) {
        return with(architecture, pythonVersion, pipOptions, Path.of(Validation.required("folder", folder)));
    }

    private PythonEnvironment with(
            InstanceArchitecture processor, @Nullable String version, List<String> options, Path folder) {
        return new PythonEnvironment(
                requirementsFile, releaseLabel, bucket, prefix, processor, version, options, folder);
    }

    /**
     * Requires that the packages are for what runs them.
     *
     * @param release the release that runs them; null where it is not known, as with an image of one's own
     * @throws IllegalArgumentException when they are for another Python, C library or processor
     */
    public void requireFit(@Nullable String release, InstanceArchitecture processor) {
        if (processor != architecture) {
            throw new IllegalArgumentException(
                    "The environment of '%s' is for %s, and what runs it for %s: say withArchitecture of the environment"
                            .formatted(requirementsFile, architecture, processor));
        }
        if (release != null
                && EmrRelease.parse(release).isPresent()
                && !PythonTarget.of(release, target().version(), processor).equals(target())) {
            throw new IllegalArgumentException(
                    "The environment of '%s' is for the %s of %s, and runs on %s, which has another: make it for that"
                            .formatted(requirementsFile, target(), releaseLabel, release));
        }
    }

    private PythonTarget target() {
        return PythonTarget.of(releaseLabel, pythonVersion, architecture);
    }

    /**
     * The folder with the archive as code, which whatever uses it deploys and lets its role read. pip runs, unless it has run for the same
     * requirements.
     *
     * @throws IllegalArgumentException when a requirement has no wheel for this Python and processor, pip fails, or this machine has none
     */
    public EmrCode code() {
        if (code == null) {
            code = make();
        }
        return code;
    }

    private EmrCode make() {
        RequirementsFile requirements = new RequirementsFile(Path.of(requirementsFile), pipOptions);
        CodeFolder folder = PythonArchive.of(requirements, target(), pipOptions, cache);
        List<String> unpinned = requirements.unpinned();
        if (!unpinned.isEmpty()) {
            Warnings.add(
                    bucket,
                    "unpinnedRequirements",
                    "'%s' leaves versions to the day on which pip runs: %s. %s has those that were found"
                            .formatted(
                                    requirementsFile,
                                    String.join(", ", unpinned),
                                    folder.folder().resolve(PythonArchive.RESOLVED)));
        }
        return EmrCode.of(
                folder, bucket, "%s/%s".formatted(prefix, folder.digest().substring(0, DIGITS)));
    }

    /** The archive as Spark's option {@code --archives} takes it: its URI, and the name of the folder that it becomes. */
    public String archive() {
        return "%s#%s".formatted(code().uriOf(PythonArchive.NAME), FOLDER);
    }

    /**
     * The settings of Spark that put the packages on the path of Python.
     *
     * @param driver what settings of the driver's environment begin with, such as {@code spark.yarn.appMasterEnv.}
     */
    public Map<String, String> settings(String driver) {
        Map<String, String> settings = new TreeMap<>();
        PythonTarget target = target();
        for (String environment : List.of(Validation.required("driver", driver), EXECUTORS)) {
            settings.put(environment + PYTHON_PATH, "./" + FOLDER);
            if (!target.isDefault()) {
                settings.put(environment + INTERPRETER, "/usr/bin/python" + target.version());
            }
        }
        if (!target.isDefault()) {
            settings.put(driver + DRIVERS_INTERPRETER, "/usr/bin/python" + target.version());
        }
        return settings;
    }
}
