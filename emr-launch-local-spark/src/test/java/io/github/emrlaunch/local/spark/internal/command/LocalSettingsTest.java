package io.github.emrlaunch.local.spark.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.master",
                "spark.submit.deployMode",
                "spark.yarn.queue",
                "spark.yarn.submit.waitAppCompletion",
                "spark.kerberos.keytab",
                "spark.dynamicAllocation.enabled",
                "spark.shuffle.service.enabled",
                "spark.eventLog.enabled",
                "spark.eventLog.dir",
                "spark.ui.port",
                "spark.executor.instances",
                "spark.executor.memory",
                "spark.executor.extraJavaOptions",
                "spark.driver.memory",
                "spark.driver.cores",
                "spark.driver.host",
                "spark.emr-serverless.executor.disk",
                "spark.hadoop.fs.s3.impl",
                "spark.hadoop.fs.s3a.access.key",
                "spark.hadoop.fs.s3a.aws.credentials.provider",
                "spark.hadoop.fs.defaultFS",
                "spark.hadoop.hive.metastore.client.factory.class"
            })
    void ignoresClusterSettings(String name) {
        LocalSettings settings = LocalSettings.of(Map.of(name, "x"));

        assertThat(settings.kept()).isEmpty();
        assertThat(settings.ignored()).containsOnlyKeys(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.sql.shuffle.partitions",
                "spark.driver.maxResultSize",
                "spark.serializer",
                "spark.jars.packages",
                "spark.submit.pyFiles",
                "spark.sql.extensions",
                "spark.sql.catalog.glue_catalog",
                "spark.app.name",
                "spark.hadoop.hive.exec.dynamic.partition.mode",
                "spark.my.own"
            })
    void keepsOtherSettings(String name) {
        LocalSettings settings = LocalSettings.of(Map.of(name, "x"));

        assertThat(settings.kept()).containsOnlyKeys(name);
        assertThat(settings.ignored()).isEmpty();
    }

    @Test
    void ignoresEmrOutputCommitters() {
        String name = "spark.sql.parquet.output.committer.class";

        assertThat(LocalSettings.of(Map.of(name, "com.amazon.emr.committer.EmrOptimizedSparkSqlParquetOutputCommitter"))
                        .ignored())
                .containsOnlyKeys(name);
        assertThat(LocalSettings.of(Map.of(name, "org.apache.parquet.hadoop.ParquetOutputCommitter"))
                        .kept())
                .containsOnlyKeys(name);
    }

    @Test
    void environmentSettingsBecomeVariables() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("spark.yarn.appMasterEnv.STAGE", "driver");
        all.put("spark.executorEnv.STAGE", "executor");
        all.put("spark.executorEnv.ONLY", "executor");
        all.put("spark.emr-serverless.driverEnv.MODE", "a.b");

        LocalSettings settings = LocalSettings.of(all);

        assertThat(settings.variables())
                .containsOnly(Map.entry("STAGE", "driver"), Map.entry("ONLY", "executor"), Map.entry("MODE", "a.b"));
        assertThat(settings.kept()).isEmpty();
        assertThat(settings.ignored()).isEmpty();
    }

    @Test
    void collectsFilesAndArchives() {
        LocalSettings settings = LocalSettings.of(Map.of(
                "spark.files", "s3://b/a.csv, s3://b/c.csv#d",
                "spark.archives", "s3://b/env.tar.gz#environment"));

        assertThat(settings.files()).containsExactly("s3://b/a.csv", "s3://b/c.csv#d");
        assertThat(settings.archives()).containsExactly("s3://b/env.tar.gz#environment");
        assertThat(LocalSettings.of(Map.of("spark.yarn.dist.archives", "x.zip")).archives())
                .containsExactly("x.zip");
        assertThat(LocalSettings.of(Map.of("spark.yarn.dist.files", "x")).files())
                .containsExactly("x");
    }
}
