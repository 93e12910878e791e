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
 * The Python that runs jobs: that of a release, on a kind of processor.
 *
 * @param version such as {@code 3.9}
 * @param isDefault whether it is the one that Spark runs when nobody says which
 * @param glibc the minor version of the C library
 * @param machine the processor, as {@code uname -m} says it
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
     * The Python of a release.
     *
     * @param version another than the release's own; null for that
     * @throws IllegalArgumentException when that of the release is not known
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
                        "The Python of '%s' is not known here: say it by withPythonVersion".formatted(releaseLabel)));
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
     * The tags of platforms whose wheels run there, the best first.
     *
     * @see <a href="https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/">Platform compatibility tags</a>
     */
    Stream<String> platforms() {
        int oldest = machine.equals("x86_64") ? OLDEST_X86_64 : OLDEST_AARCH64;
        // pip knows the older names that manylinux2014 stands for.
        return Stream.concat(
                        IntStream.iterate(glibc, minor -> minor >= oldest, minor -> minor - 1)
                                .mapToObj(minor -> "manylinux_2_" + minor),
                        Stream.of("manylinux2014", "linux"))
                .map(name -> name + "_" + machine);
    }

    /**
     * Whether a wheel of this tag runs there.
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
     * The environment markers there, as JSON.
     *
     * @see <a href="https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers">Environment markers</a>
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

    /** With the patch that Amazon Linux had first: markers hardly ever ask for one. */
    private String patched() {
        return version + ".16";
    }

    @Override
    public String toString() {
        return "Python %s on %s".formatted(version, machine);
    }
}
