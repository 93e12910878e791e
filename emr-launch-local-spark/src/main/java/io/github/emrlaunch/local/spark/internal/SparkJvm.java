package io.github.emrlaunch.local.spark.internal;

import io.github.emrlaunch.local.spark.fs.CatalogDriver;
import io.github.emrlaunch.local.spark.fs.FileSystemSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVM of a job: its options, its class path and the configuration that Hadoop, Hive and Spark read there. */
public final class SparkJvm {
    // org.apache.spark.launcher.JavaModuleOptions of Spark 3.5 and 4.0.
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.base/sun.nio.cs",
            "java.base/sun.security.action",
            "java.base/sun.util.calendar",
            "java.security.jgss/sun.security.krb5");

    private final RunningJob job;

    SparkJvm(RunningJob job) {
        this.job = job;
    }

    /** The folder of a job's configuration files. */
    static Path configuration(RunningJob job) {
        return job.job().directory().toAbsolutePath().resolve("conf");
    }

    /**
     * The command of the JVM.
     *
     * @param extra what the job has before Spark's jars
     * @param fileSystems the jar of the file systems
     */
    List<String> command(
            List<String> options, List<Path> extra, Path fileSystems, String mainClass, List<String> arguments)
            throws IOException {
        Path configuration = configure();
        List<Path> jars = jars(job.spark());
        List<String> command = new ArrayList<>(launcher(job.spark()));
        command.add("-Xmx" + job.heap() + "m");
        // A job on a machine with little memory left must end with an error that says so and not go on without a
        // thread.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Duser.home=" + job.home().toAbsolutePath());
        command.add("-Djava.io.tmpdir=" + job.temporary().toAbsolutePath());
        command.add("-Duser.timezone=UTC");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dderby.system.home=" + job.temporary().toAbsolutePath());
        command.add("-Djava.net.preferIPv4Stack=true");
        command.addAll(options);
        List<Path> paths = new ArrayList<>(List.of(configuration));
        paths.addAll(extra);
        paths.add(fileSystems);
        ClassArchive archive = ClassArchive.of(job.settings(), job.spark(), jars);
        // An archive holds for a class path that begins as its own. What a job puts before Spark's jars stays there.
        if (archive.isReady() && extra.isEmpty()) {
            command.addAll(archive.options());
            paths.addAll(0, jars);
        } else {
            paths.addAll(jars);
        }
        command.add("-cp");
        command.add(text(paths));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** The launcher and the options that each JVM with Spark has. */
    static List<String> launcher(SparkInstallation spark) {
        List<String> command =
                new ArrayList<>(List.of(spark.java().toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        if (spark.javaVersion() > 8) {
            OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
            command.add("-Djdk.reflect.useDirectMethodHandle=false");
            command.add("-Dio.netty.tryReflectionSetAccessible=true");
        }
        return command;
    }

    /** A class path. */
    static String text(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Spark's jars without YARN: a job that asks for it in its own code shall fail at once and not look for it without end. */
    static List<Path> jars(SparkInstallation spark) throws IOException {
        try (Stream<Path> files = Files.list(spark.jars())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.getFileName().toString().startsWith("spark-yarn_"))
                    .sorted()
                    .toList();
        }
    }

    private Path configure() throws IOException {
        Path folder = Files.createDirectories(configuration(job));
        JobConfiguration settings = JobConfiguration.of(job);
        settings.tell(job);
        write(folder.resolve("core-site.xml"), settings.core(), hadoop());
        write(folder.resolve("mapred-site.xml"), settings.mapReduce(), FileSystemSettings.mapReduce());
        write(folder.resolve("hive-site.xml"), settings.hive(), hive());
        Files.writeString(folder.resolve("log4j2.properties"), """
            rootLogger.level = warn
            rootLogger.appenderRef.stderr.ref = stderr
            appender.stderr.type = Console
            appender.stderr.name = stderr
            appender.stderr.target = SYSTEM_ERR
            appender.stderr.layout.type = PatternLayout
            appender.stderr.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex
            logger.native.name = org.apache.hadoop.util.NativeCodeLoader
            logger.native.level = error
            logger.version.name = org.apache.hadoop.hive.metastore
            logger.version.level = error
            logger.conf.name = org.apache.hadoop.hive.conf
            logger.conf.level = error
            """);
        return folder;
    }

    private Map<String, String> hadoop() {
        Map<String, String> properties = new LinkedHashMap<>(
                job.serverless() ? FileSystemSettings.hadoop() : FileSystemSettings.hadoop(Path.of(shared("hdfs"))));
        properties.put("hadoop.tmp.dir", job.temporary().toAbsolutePath().toString());
        return properties;
    }

    private Map<String, String> hive() {
        return Map.of(
                "javax.jdo.option.ConnectionURL",
                CatalogDriver.ADDRESS + shared("metastore"),
                "javax.jdo.option.ConnectionDriverName",
                CatalogDriver.class.getName(),
                // Spark sets both for an address of Derby.
                "datanucleus.schema.autoCreateAll",
                "true",
                "hive.metastore.schema.verification",
                "false",
                "hive.metastore.warehouse.dir",
                Path.of(shared("warehouse")).toUri().toString(),
                "hive.exec.scratchdir",
                job.temporary().toUri() + "hive",
                "hive.exec.local.scratchdir",
                job.temporary().toAbsolutePath().resolve("hive-local").toString());
    }

    private String shared(String name) {
        return job.job().shared().toAbsolutePath().resolve(name).toString();
    }

    private static void write(Path file, Map<String, String> ofTheJob, Map<String, String> own) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>(ofTheJob);
        properties.putAll(own);
        String entries = properties.entrySet().stream()
                .map(property -> "<property><name>" + text(property.getKey()) + "</name><value>"
                        + text(property.getValue()) + "</value></property>\n")
                .collect(Collectors.joining());
        Files.writeString(file, "<?xml version=\"1.0\"?>\n<configuration>\n" + entries + "</configuration>\n");
    }

    private static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
