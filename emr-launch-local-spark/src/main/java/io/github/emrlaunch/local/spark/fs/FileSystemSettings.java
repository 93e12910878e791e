package io.github.emrlaunch.local.spark.fs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of Hadoop and Spark with which a job uses the file systems of this package. The classes are named, not loaded: the
 * JVM of the emulator has no Hadoop.
 */
public final class FileSystemSettings {
    /** The setting that names the folder of {@code hdfs://}. */
    static final String HDFS_FOLDER = "emrlaunch.hdfs.folder";

    private static final String PACKAGE = "io.github.emrlaunch.local.spark.fs.";
    private static final String COMMITTERS = "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitterFactory";
    private static final List<String> S3_SCHEMES = List.of("s3", "s3a", "s3n");

    private FileSystemSettings() {}

    /** Hadoop's settings for S3. Without a scheme, a path is a local file, as a job run of EMR Serverless has no HDFS. */
    public static Map<String, String> hadoop() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fs.defaultFS", "file:///");
        for (String scheme : S3_SCHEMES) {
            settings.put("fs." + scheme + ".impl", PACKAGE + "S3FileSystem");
            settings.put("fs.AbstractFileSystem." + scheme + ".impl", PACKAGE + "FileContextBridge");
        }
        return settings;
    }

    /** Hadoop's settings for committers. They belong into {@code mapred-site.xml}: Hadoop's own defaults for MapReduce win over {@code core-site.xml}. */
    public static Map<String, String> mapReduce() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String scheme : S3_SCHEMES) {
            settings.put("mapreduce.outputcommitter.factory.scheme." + scheme, COMMITTERS);
        }
        return settings;
    }

    /**
     * Hadoop's settings for S3 and for the HDFS of a cluster, to which paths without a scheme lead.
     *
     * @param hdfs the folder that is the cluster's HDFS; it is made when it is used
     */
    public static Map<String, String> hadoop(Path hdfs) {
        Map<String, String> settings = hadoop();
        settings.put("fs.defaultFS", "hdfs://localhost:8020");
        settings.put("fs.hdfs.impl", PACKAGE + "HdfsFolder");
        settings.put("fs.AbstractFileSystem.hdfs.impl", PACKAGE + "FileContextBridge");
        settings.put(HDFS_FOLDER, hdfs.toAbsolutePath().toString());
        return settings;
    }
}
