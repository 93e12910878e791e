package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Program;
import java.util.Map;

/** The programs that {@code command-runner.jar} can start. */
public final class Programs {
    private static final Hive HIVE = new Hive();
    private static final HadoopCommand HADOOP = new HadoopCommand();
    private static final Map<String, Program> BY_NAME = Map.ofEntries(
            Map.entry("aws", new HostProgram("aws")),
            Map.entry("bash", new HostProgram("bash")),
            Map.entry("hadoop", HADOOP),
            Map.entry("hdfs", HADOOP),
            Map.entry("hive", HIVE),
            Map.entry("hive-script", HIVE::runScript),
            Map.entry("python", new HostProgram("python3")),
            Map.entry("python3", new HostProgram("python3")),
            Map.entry("s3-dist-cp", new S3DistCp()),
            Map.entry("sh", new HostProgram("sh")),
            Map.entry("spark-sql", new SparkSql()),
            Map.entry("spark-submit", new SparkSubmitProgram()));

    private Programs() {}

    /** Returns each program under its name. */
    public static Map<String, Program> byName() {
        return BY_NAME;
    }
}
