package io.github.emrlaunch.local.spark.internal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The properties of a job's classifications, sorted into those that hold on this machine and those that describe a cluster.
 *
 * @param core for {@code core-site.xml}
 * @param mapReduce for {@code mapred-site.xml}
 * @param hive for {@code hive-site.xml}
 * @param ignored the names of ignored properties by classification; without names where the whole classification is ignored
 */
record JobConfiguration(
        Map<String, String> core,
        Map<String, String> mapReduce,
        Map<String, String> hive,
        Map<String, Set<String>> ignored) {
    // spark-submit reads them, and names what it leaves out.
    private static final Set<String> ELSEWHERE = Set.of("spark-defaults", "spark-env", "spark-env/export");
    // The file systems, the catalog, the place of the work and who does it.
    private static final Pattern OF_A_CLUSTER = Pattern.compile(String.join(
            "|",
            "fs\\.(s3|s3a|s3n|s3bfs|hdfs|file)\\..*",
            "fs\\.AbstractFileSystem\\..*",
            "fs\\.default(FS|\\.name)",
            "emrlaunch\\..*",
            "hadoop\\.(tmp\\.dir|security\\..*|proxyuser\\..*|http\\..*|kms\\..*|registry\\..*|ssl\\..*)",
            "(hive\\.)?metastore\\..*|hive\\.imetastoreclient\\..*|hive\\.(server2|zookeeper|security)\\..*",
            "hive\\.(exec\\.(local\\.)?scratchdir|execution\\.engine)|aws\\.glue\\..*",
            "javax\\.jdo\\..*|datanucleus\\..*",
            "mapreduce\\.(framework\\.name|jobhistory\\..*|jobtracker\\..*|cluster\\..*|outputcommitter\\..*)",
            "mapred\\.(local\\.dir|job\\.tracker)|(yarn|dfs|ipc|ha|io\\.file)\\..*"));
    // Classes and folders that only EMR's machines have.
    private static final Pattern FOREIGN_VALUE = Pattern.compile(
            ".*\\b(com\\.amazon(aws)?|com\\.hadoop\\.compression)\\..*|(file:/*)?/(usr|mnt|etc|var)/.*");

    /** The configuration of a job. */
    static JobConfiguration of(RunningJob job) {
        JobConfiguration all = new JobConfiguration(
                new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new TreeMap<>());
        new TreeMap<>(job.job().classifications()).forEach((name, properties) -> {
            if (properties.isEmpty() || ELSEWHERE.contains(name)) {
                return;
            }
            switch (name) {
                case "core-site" -> all.sort(name, properties, all.core);
                case "mapred-site" -> all.sort(name, properties, all.mapReduce);
                case "hive-site", "spark-hive-site" -> all.sort(name, properties, all.hive);
                default -> all.ignored.put(name, Set.of());
            }
        });
        return all;
    }

    private void sort(String classification, Map<String, String> properties, Map<String, String> kept) {
        properties.forEach((name, value) -> {
            if (OF_A_CLUSTER.matcher(name).matches()
                    || FOREIGN_VALUE.matcher(value).matches()) {
                ignored.computeIfAbsent(classification, key -> new TreeSet<>()).add(name);
            } else {
                kept.put(name, value);
            }
        });
    }

    /** Notes what is ignored. */
    void tell(RunningJob job) {
        if (ignored.isEmpty()) {
            return;
        }
        Set<String> texts = new LinkedHashSet<>();
        ignored.forEach((name, properties) ->
                texts.add(properties.isEmpty() ? name : name + " (" + String.join(", ", properties) + ")"));
        job.note("Left out of the configuration, since it is for a cluster's machines: " + String.join(", ", texts));
        boolean isGlue = job.job().classifications().entrySet().stream()
                .filter(each -> each.getKey().endsWith("hive-site"))
                .anyMatch(each -> each.getValue().toString().contains(".glue."));
        if (isGlue) {
            job.note("The Glue catalog is not there: tables are in a catalog of the cluster, and are gone with it");
        }
    }
}
