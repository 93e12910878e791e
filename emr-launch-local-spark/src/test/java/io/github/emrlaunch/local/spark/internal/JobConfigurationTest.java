package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobConfigurationTest {
    @TempDir
    private Path folder;

    private RunningJob job(Map<String, Map<String, String>> classifications) throws IOException {
        RunningJob job = RunningJobs.configured(folder, classifications);
        Files.createDirectories(job.spark().jars());
        job.jvm(List.of(), List.of(), "Main", List.of());
        return job;
    }

    private static String file(RunningJob job, String name) throws IOException {
        return Files.readString(SparkJvm.configuration(job).resolve(name));
    }

    @Test
    void writesPropertiesToConfigurationFiles() throws IOException {
        RunningJob job = job(Map.of(
                "core-site", Map.of("my.limit", "a<b"),
                "spark-hive-site", Map.of("hive.exec.dynamic.partition.mode", "nonstrict"),
                "mapred-site", Map.of("mapreduce.job.maps", "3"),
                "spark-defaults", Map.of("spark.a", "b"),
                "spark-env", Map.of()));

        assertThat(file(job, "core-site.xml")).contains("<name>my.limit</name><value>a&lt;b</value>");
        assertThat(file(job, "hive-site.xml")).contains("hive.exec.dynamic.partition.mode");
        assertThat(file(job, "mapred-site.xml")).contains("mapreduce.job.maps");
        assertThat(job.notes()).isEmpty();
    }

    @Test
    void notesUnsupportedProperties() throws IOException {
        RunningJob job = job(Map.of(
                "core-site",
                        Map.of(
                                "fs.defaultFS", "s3://elsewhere",
                                "fs.s3.impl", "com.example.Other",
                                "io.compression.codecs", "com.hadoop.compression.lzo.LzoCodec"),
                "hive-site",
                        Map.of(
                                "hive.metastore.client.factory.class",
                                "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"),
                "spark-log4j2", Map.of("rootLogger.level", "debug"),
                "hadoop-env/export", Map.of("HADOOP_HEAPSIZE", "9")));

        assertThat(file(job, "core-site.xml"))
                .contains("<value>hdfs://localhost:8020</value>")
                .doesNotContain("elsewhere", "com.example.Other", "lzo");
        assertThat(file(job, "hive-site.xml")).doesNotContain("AWSGlue");
        assertThat(job.notes())
                .hasSize(2)
                .anySatisfy(note -> assertThat(note)
                        .contains(
                                "core-site (fs.defaultFS, fs.s3.impl, io.compression.codecs)",
                                "hadoop-env/export",
                                "hive-site (hive.metastore.client.factory.class)",
                                "spark-log4j2"))
                .anySatisfy(note -> assertThat(note).startsWith("The Glue catalog is not there"));
    }

    /** Hadoop's own defaults for MapReduce name a class of S3A for it, and win over core-site.xml. */
    @Test
    void setsS3aCommitterInMapredSite() throws IOException {
        assertThat(file(job(Map.of()), "mapred-site.xml"))
                .contains("<name>mapreduce.outputcommitter.factory.scheme.s3a</name>");
    }
}
