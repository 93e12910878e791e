package io.github.emrlaunch.local.spark.internal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Spark versions of EMR releases. */
final class EmrSpark {
    private static final Pattern RELEASE = Pattern.compile("emr-(?:spark-)?(\\d+)\\.(\\d+).*");

    /** The first release with a Spark, newest first; see https://docs.aws.amazon.com/emr/latest/ReleaseGuide/Spark-release-history.html. */
    private record Since(int major, int minor, String spark) {}

    private static final List<Since> HISTORY = List.of(
            new Since(8, 0, "4.0"),
            new Since(7, 0, "3.5"),
            new Since(6, 12, "3.4"),
            new Since(6, 8, "3.3"),
            new Since(6, 6, "3.2"),
            new Since(6, 3, "3.1"),
            new Since(6, 1, "3.0"),
            new Since(5, 20, "2.4"));

    private EmrSpark() {}

    /** Returns the difference of the local Spark from that of a release; empty if the major and minor versions are equal. */
    static Optional<String> difference(String releaseLabel, SparkVersion installed) {
        Matcher release = RELEASE.matcher(releaseLabel);
        if (!release.matches()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(release.group(1));
        int minor = Integer.parseInt(release.group(2));
        return HISTORY.stream()
                .filter(since -> since.major() == major && since.minor() <= minor)
                .findFirst()
                .map(Since::spark)
                .filter(spark -> !spark.equals(installed.major() + "." + installed.minor()))
                .map(spark -> releaseLabel + " has Spark " + spark + ", and this machine runs the job with " + installed
                        + ". For the same: pip install 'pyspark==" + spark + ".*'");
    }
}
