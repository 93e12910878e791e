package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The version of a Spark.
 *
 * @param text such as {@code 3.5.6-amzn-0}
 * @param scala such as {@code 2.12}
 */
public record SparkVersion(int major, int minor, String text, String scala) {
    private static final Pattern CORE = Pattern.compile("spark-core_(\\d+\\.\\d+)-((\\d+)\\.(\\d+)\\..*)\\.jar");

    // Without them the class of spark-submit does not start.
    private static final List<Pattern> NEEDED =
            List.of(Pattern.compile("scala-library-.*\\.jar"), Pattern.compile("hadoop-(client|common).*\\.jar"));

    /** Returns the reason why a folder is not a Spark; empty if it is one. */
    static String fault(Path home) {
        if (of(home).isEmpty()) {
            return "no jars/spark-core_*.jar";
        }
        try (Stream<Path> files = Files.list(home.resolve("jars"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            boolean isComplete = NEEDED.stream().allMatch(jar -> names.stream()
                    .anyMatch(name -> jar.matcher(name).matches()));
            return isComplete
                    ? ""
                    : "incomplete: its jars lack those of Scala or of Hadoop's client. Install it again, such as with"
                            + " pip install --force-reinstall 'pyspark==3.5.*'";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the version from the names of Spark's jars; empty if the folder is not a Spark. */
    public static Optional<SparkVersion> of(Path home) {
        Path jars = home.resolve("jars");
        if (!Files.isDirectory(jars)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(file -> CORE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(core -> new SparkVersion(
                            Integer.parseInt(core.group(3)),
                            Integer.parseInt(core.group(4)),
                            core.group(2),
                            core.group(1)))
                    .max(Comparator.comparing(SparkVersion::text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
