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
 * The Python packages of Spark jobs: wheels for the Python version and the processor of a release, in one archive. The local pip creates it
 * when a job uses it, without Docker, and caches it for the next synthesis. It contains packages and no interpreter. Instances are
 * immutable.
 *
 * <pre>{@code
 * PythonEnvironment environment = PythonEnvironment.fromRequirements("requirements.txt", "emr-7.12.0", bucket, "etl/python");
 * SparkSubmit.python(code, "job.py").environment(environment);
 * }</pre>
 *
 * <p>The archive's key contains its digest, so running jobs keep their archive when the next deployment uploads another. Unpinned
 * versions in the file depend on the day on which pip runs; a warning lists them.
 *
 * @see <a href="https://spark.apache.org/docs/latest/api/python/tutorial/python_packaging.html">Python package management</a>
 */
public final class PythonEnvironment {
    /** The name of the folder into which Spark extracts the archive. */
    private static final String FOLDER = "environment";

    private static final String PYTHON_PATH = "PYTHONPATH";
    private static final String INTERPRETER = "PYSPARK_PYTHON";
    /** The driver prefers this variable. */
    private static final String DRIVERS_INTERPRETER = "PYSPARK_DRIVER_PYTHON";

    private static final String EXECUTORS = "spark.executorEnv.";

    /** Matches the options of pip that the environment sets, and those that would build or change packages. */
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
     * Creates an environment with the packages in a requirements file. Hashes, markers and included files are supported
     * as in pip.
     *
     * @param requirementsFile its path, relative to the app's working directory
     * @param releaseLabel the release of the clusters or the application, such as {@code emr-7.12.0}
     * @param bucket the target bucket of the archive
     * @param prefix the target prefix of the archive
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

    /** Returns a copy for instances or workers with this processor. Default: x86_64. */
    public PythonEnvironment withArchitecture(InstanceArchitecture processor) {
        return with(Validation.required("processor", processor), pythonVersion, pipOptions, cache);
    }

    /**
     * Returns a copy for another Python version of the release. The driver and executors then use
     * {@code /usr/bin/pythonVERSION}, which the nodes or the image must contain: releases from 7.1 have 3.11. Default:
     * the Python version that the release uses.
     *
     * @param version the version, such as {@code 3.11}
     */
    public PythonEnvironment withPythonVersion(String version) {
        return with(architecture, Validation.required("version", version), pipOptions, cache);
    }

    /**
     * Returns a copy with further options of pip, such as {@code --index-url=https://…}, {@code --find-links=wheels} or
     * {@code --no-index}. The local configuration of pip also applies. Default: none.
     */
    public PythonEnvironment withPipOptions(String... options) {
        return withPipOptions(Validation.list("options", options));
    }

    /** Returns a copy with further options of pip, as a list. */
    public PythonEnvironment withPipOptions(List<String> options) {
        for (String option : Validation.list("options", options)) {
            if (!option.startsWith("-") || DECIDED.matcher(option).matches()) {
                throw new IllegalArgumentException(
                        "'pipOptions' must be options of pip with their values, such as --find-links=wheels, without options that select the packages or the target, got: '%s'"
                                .formatted(RequirementsFile.withoutCredentials(option)));
            }
        }
        return with(architecture, pythonVersion, Validation.list("options", options), cache);
    }

    /**
     * Returns a copy with another cache folder for archives. Default: {@code emr-launch/python} in the user's cache
     * folder, {@code ~/.cache} or {@code XDG_CACHE_HOME}.
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
     * Checks that the packages run on a release and a processor.
     *
     * @param release the release that runs them; null if it is not known, as with a custom image
     * @throws IllegalArgumentException if they are for another Python version, C library or processor
     */
    public void requireFit(@Nullable String release, InstanceArchitecture processor) {
        if (processor != architecture) {
            throw new IllegalArgumentException(
                    "The environment of '%s' is for %s, but it runs on %s: set withArchitecture of the environment"
                            .formatted(requirementsFile, architecture, processor));
        }
        if (release != null
                && EmrRelease.parse(release).isPresent()
                && !PythonTarget.of(release, target().version(), processor).equals(target())) {
            throw new IllegalArgumentException(
                    "The environment of '%s' is for the %s of %s, but it runs on %s, which has another: create it for that release"
                            .formatted(requirementsFile, target(), releaseLabel, release));
        }
    }

    private PythonTarget target() {
        return PythonTarget.of(releaseLabel, pythonVersion, architecture);
    }

    /**
     * Returns the folder with the archive as code. Constructs that use it deploy it and allow their role to read it.
     * pip runs, unless the archive of the same requirements is cached.
     *
     * @throws IllegalArgumentException if a requirement has no wheel for this Python version and processor, pip fails,
     *     or this machine has no pip
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
                    "'%s' has unpinned versions, which depend on the day on which pip runs: %s. %s lists the installed versions"
                            .formatted(
                                    requirementsFile,
                                    String.join(", ", unpinned),
                                    folder.folder().resolve(PythonArchive.RESOLVED)));
        }
        return EmrCode.of(
                folder, bucket, "%s/%s".formatted(prefix, folder.digest().substring(0, DIGITS)));
    }

    /**
     * Returns the value of Spark's option {@code --archives}: the archive's URI, and the name of the folder that it is
     * extracted to.
     */
    public String archive() {
        return "%s#%s".formatted(code().uriOf(PythonArchive.NAME), FOLDER);
    }

    /**
     * Returns the settings of Spark that add the packages to Python's path.
     *
     * @param driver the prefix of settings for the driver's environment, such as {@code spark.yarn.appMasterEnv.}
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
