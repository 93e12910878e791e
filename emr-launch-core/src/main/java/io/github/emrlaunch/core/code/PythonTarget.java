package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.definitions.Json;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/**
 * The Python version of a release on a processor architecture.
 *
 * @param version the version, such as {@code 3.9}
 * @param isDefault whether Spark uses it by default
 * @param glibc the minor version of the C library
 * @param machine the processor, in the format of {@code uname -m}
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-app-versions-7.x.html">Application versions in EMR 7.x</a>
 */
record PythonTarget(String version, boolean isDefault, int glibc, String machine) {
    /** Amazon Linux 2. */
    private static final int GLIBC_OF_6 = 26;
    /** Amazon Linux 2023. */
    private static final int GLIBC_OF_7 = 34;

    private static final int OLDEST_X86_64 = 5;
    private static final int OLDEST_AARCH64 = 17;
    private static final EmrRelease FIRST_ON_AMAZON_LINUX_2 = new EmrRelease(5, 30, 0);
    private static final int LAST_KNOWN_SERIES = 7;

    private static final String PREVIEW = "-preview";
    private static final Pattern VERSION = Pattern.compile("3\\.\\d{1,2}");

    /**
     * Returns the Python version of a release.
     *
     * @param version a version other than the release's default; null for the default
     * @throws IllegalArgumentException if the release's default is not known
     */
    static PythonTarget of(String releaseLabel, @Nullable String version, InstanceArchitecture architecture) {
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "'pythonVersion' must be a version of Python 3 such as 3.11, got: '%s'".formatted(version));
        }
        String machine = architecture == InstanceArchitecture.ARM_64 ? "aarch64" : "x86_64";
        Optional<String> own = ownVersion(releaseLabel);
        String chosen = Optional.ofNullable(version)
                .or(() -> own)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The Python of '%s' is not known here: set it with withPythonVersion".formatted(releaseLabel)));
        boolean isOld = EmrRelease.parse(releaseLabel)
                .filter(release -> release.major() < LAST_KNOWN_SERIES)
                .isPresent();
        return new PythonTarget(
                chosen, own.filter(chosen::equals).isPresent(), isOld ? GLIBC_OF_6 : GLIBC_OF_7, machine);
    }

    private static Optional<String> ownVersion(String releaseLabel) {
        if (EmrRelease.isOfSpark(releaseLabel)) {
            return Optional.of(releaseLabel.endsWith(PREVIEW) ? "3.9" : "3.11");
        }
        return EmrRelease.parse(releaseLabel)
                .filter(release -> !release.isBefore(FIRST_ON_AMAZON_LINUX_2) && release.major() <= LAST_KNOWN_SERIES)
                .map(release -> release.major() < LAST_KNOWN_SERIES ? "3.7" : "3.9");
    }

    /**
     * Returns the platform tags of wheels that run on the target, the best first.
     *
     * @see <a href="https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/">Platform compatibility tags</a>
     */
    Stream<String> platforms() {
        int oldest = machine.equals("x86_64") ? OLDEST_X86_64 : OLDEST_AARCH64;
        // pip knows the older aliases of manylinux2014.
        return Stream.concat(
                        IntStream.iterate(glibc, minor -> minor >= oldest, minor -> minor - 1)
                                .mapToObj(minor -> "manylinux_2_" + minor),
                        Stream.of("manylinux2014", "linux"))
                .map(name -> name + "_" + machine);
    }

    /**
     * Returns whether a wheel with this tag runs on the target.
     *
     * @param tag such as {@code cp39-abi3-manylinux_2_17_x86_64}
     */
    boolean runs(String tag) {
        String[] parts = tag.strip().split("-", -1);
        Set<String> platforms = new TreeSet<>(platforms().toList());
        platforms.add("any");
        Stream.of("manylinux1", "manylinux2010").forEach(name -> platforms.add(name + "_" + machine));
        String ofCPython = "cp" + version.replace(".", "");
        return parts.length == 3
                && platforms.contains(parts[2])
                && (parts[1].equals("none") || parts[1].equals("abi3") || parts[1].matches(ofCPython + "m?"));
    }

    /**
     * Returns the environment markers of the target, as JSON.
     *
     * @see <a href="https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers">Environment
     *     markers</a>
     */
    String markers() {
        return Json.write(Json.object()
                .put("implementation_name", "cpython")
                .put("implementation_version", patched())
                .put("os_name", "posix")
                .put("platform_machine", machine)
                .put("platform_python_implementation", "CPython")
                .put("platform_release", "")
                .put("platform_system", "Linux")
                .put("platform_version", "")
                .put("python_full_version", patched())
                .put("python_version", version)
                .put("sys_platform", "linux"));
    }

    /** Returns the version with the first patch level of Amazon Linux. Markers rarely compare it. */
    private String patched() {
        return version + ".16";
    }

    @Override
    public String toString() {
        return "Python %s on %s".formatted(version, machine);
    }
}
