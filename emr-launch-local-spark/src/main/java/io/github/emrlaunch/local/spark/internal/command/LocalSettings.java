package io.github.emrlaunch.local.spark.internal.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spark's settings of a job, sorted into those that hold in one JVM on this machine, variables, and ignored ones.
 *
 * @param kept for Spark
 * @param variables for the environment
 * @param files the files for the working folder: URIs with an optional {@code #name}
 * @param archives the archives to unpack into the working folder
 * @param ignored settings that describe a cluster
 */
record LocalSettings(
        Map<String, String> kept,
        Map<String, String> variables,
        List<String> files,
        List<String> archives,
        Map<String, String> ignored) {
    private static final Pattern VARIABLE =
            Pattern.compile("spark\\.(?:yarn\\.appMasterEnv|executorEnv|emr-serverless\\.driverEnv)\\.(.+)");
    private static final Pattern FILES = Pattern.compile("spark\\.(?:files|yarn\\.dist\\.files)");
    private static final Pattern ARCHIVES = Pattern.compile("spark\\.(?:archives|yarn\\.dist\\.archives)");
    private static final Pattern IGNORED = Pattern.compile(String.join(
            "|",
            "spark\\.master",
            "spark\\.submit\\.deployMode",
            "spark\\.(mesos|kubernetes|kerberos|security\\.credentials)\\..*",
            "spark\\.(yarn|emr-serverless)\\..*",
            "spark\\.dynamicAllocation\\..*",
            "spark\\.shuffle\\.(service|push|manager).*",
            "spark\\.(eventLog|history|ui|metrics|port)\\..*",
            "spark\\.executor\\..*",
            "spark\\.(executor|driver)\\.(memory|memoryOverhead|memoryOverheadFactor|cores|instances)",
            "spark\\.driver\\.(host|port|bindAddress|blockManager\\.port|resource\\..*|extraLibraryPath|log\\..*)",
            "spark\\.(blockManager\\.port|local\\.dir|cores\\.max|network\\.crypto\\..*|authenticate.*|ssl\\..*)",
            "spark\\.(decommission\\..*|storage\\.decommission\\..*|blacklist\\..*|excludeOnFailure\\..*)",
            "spark\\.hadoop\\.fs\\.(s3|s3a|s3n|s3bfs)\\..*",
            "spark\\.hadoop\\.fs\\.AbstractFileSystem\\.s3[an]?\\..*",
            "spark\\.hadoop\\.(yarn|dfs)\\..*",
            "spark\\.hadoop\\.fs\\.defaultFS",
            "spark\\.hadoop\\.mapreduce\\.outputcommitter\\.factory\\..*",
            "spark\\.hadoop\\.hive\\.(metastore\\.client\\.factory\\.class|imetastoreclient\\.factory\\.class|metastore\\.uris"
                    + "|metastore\\.glue\\..*)",
            "spark\\.hadoop\\.aws\\.glue\\..*"));
    // Classes that only EMR's Spark has.
    private static final Pattern FOREIGN_CLASS = Pattern.compile(
            "com\\.amazon(aws)?\\..*|org\\.apache\\.spark\\.internal\\.io\\.cloud\\..*|org\\.apache\\.hadoop\\.fs\\.s3a\\..*");
    private static final Pattern COMMITTER = Pattern.compile(
            "spark\\.sql\\.(sources\\.(outputCommitterClass|commitProtocolClass)|parquet\\.output\\.committer\\.class|hive\\..*)"
                    + "|spark\\.hadoop\\..*committer.*");

    static LocalSettings of(Map<String, String> settings) {
        Map<String, String> kept = new LinkedHashMap<>();
        Map<String, String> executor = new LinkedHashMap<>();
        Map<String, String> driver = new LinkedHashMap<>();
        List<String> files = new ArrayList<>();
        List<String> archives = new ArrayList<>();
        Map<String, String> ignored = new TreeMap<>();
        settings.forEach((name, value) -> {
            Matcher variable = VARIABLE.matcher(name);
            if (variable.matches()) {
                // Only the driver runs here: if both are set, the driver's setting is used.
                (name.startsWith("spark.executorEnv.") ? executor : driver).put(variable.group(1), value);
            } else if (FILES.matcher(name).matches()) {
                files.addAll(list(value));
            } else if (ARCHIVES.matcher(name).matches()) {
                archives.addAll(list(value));
            } else if (IGNORED.matcher(name).matches()
                    || (COMMITTER.matcher(name).matches()
                            && FOREIGN_CLASS.matcher(value.trim()).matches())) {
                ignored.put(name, value);
            } else {
                kept.put(name, value);
            }
        });
        executor.putAll(driver);
        return new LocalSettings(kept, executor, files, archives, ignored);
    }

    /** The elements of a list that Spark separates by commas. */
    static List<String> list(String text) {
        return List.of(text.split(",", -1)).stream()
                .map(String::trim)
                .filter(element -> !element.isEmpty())
                .toList();
    }
}
