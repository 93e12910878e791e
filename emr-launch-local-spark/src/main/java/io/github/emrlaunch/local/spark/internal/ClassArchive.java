package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the classes that a job of Spark loads, for class data sharing. A JVM maps it and need not read, parse and verify them.
 *
 * <p>A separate process creates it, once for a Spark and a JDK. It is written to a temporary file and then renamed, so it is complete if it exists. Its
 * size is in a second file, since a JVM crashes with a truncated archive.
 */
final class ClassArchive {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long DISK_LIMIT = 4L << 30;
    // Otherwise a mismatch is reported on standard output, which belongs to the job.
    private static final String SILENT = "-Xlog:cds*=off";
    // The system's lock of a file is one of the whole JVM, and lost when any of its channels closes.
    private static final Set<Path> IN_WORK = ConcurrentHashMap.newKeySet();

    // What jobs do most: CSV, JSON and Parquet, a join, sums, a window, and an RDD with Python's workers.
    private static final String JOB = """
        import sys
        from pyspark.sql import SparkSession
        from pyspark.sql import functions as f

        folder = sys.argv[1]
        spark = SparkSession.builder.getOrCreate()
        with open(folder + "/days.csv", "w") as out:
            out.write("day,amount\\nmon,1\\nmon,2\\ntue,4\\n")
        days = spark.read.csv(folder + "/days.csv", header=True, inferSchema=True)
        names = spark.createDataFrame([("mon", "Monday"), ("tue", "Tuesday")], ["day", "name"])
        sums = days.join(names, "day").groupBy("name").agg(f.sum("amount").alias("amount"))
        sums.write.parquet(folder + "/sums")
        spark.read.parquet(folder + "/sums").createOrReplaceTempView("sums")
        places = spark.sql("select name, rank() over (order by amount) as place from sums where amount > 1 order by name")
        places.write.json(folder + "/places")
        spark.read.json(folder + "/places").collect()
        lines = spark.sparkContext.textFile(folder + "/days.csv")
        lines.map(lambda line: (line, 1)).reduceByKey(lambda a, b: a + b).collect()
        """;

    private final SparkInstallation spark;
    private final List<Path> jars;
    private final @Nullable Path path;
    private final String why;

    private ClassArchive(SparkInstallation spark, List<Path> jars, @Nullable Path path, String why) {
        this.spark = spark;
        this.jars = jars;
        this.path = path;
        this.why = why;
    }

    /**
     * The archive for a Spark, made or not.
     *
     * @param jars the beginning of the class path of JVMs that use it
     */
    static ClassArchive of(SparkSettings settings, SparkInstallation spark, List<Path> jars) throws IOException {
        Path folder = settings.classArchive();
        if (folder == null) {
            return new ClassArchive(spark, jars, null, "none was asked for");
        }
        if (spark.python() == null) {
            return new ClassArchive(spark, jars, null, "it takes a Python, and none was found");
        }
        for (Path jar : jars) {
            // Ours must come before them.
            if (jar.getFileName().toString().matches("(hadoop-aws|emrfs).*")) {
                return new ClassArchive(spark, jars, null, "Spark has file systems for S3 of its own, in " + jar);
            }
        }
        return new ClassArchive(
                spark,
                jars,
                folder.toAbsolutePath()
                        .resolve("spark-" + spark.version() + "-java-" + spark.javaVersion() + "-" + key(spark, jars)),
                "");
    }

    /**
     * Makes the archive where it is missing and no one else makes it.
     *
     * @return a line for the log {@code controller}
     * @throws InterruptedException if the thread is interrupted; no process is left
     */
    static String prepare(SparkSettings settings, SparkInstallation spark) throws InterruptedException {
        try {
            ClassArchive archive = of(settings, spark, SparkJvm.jars(spark));
            String why = archive.path == null ? archive.why : archive.prepare(archive.path);
            return why.isEmpty()
                    ? "INFO Spark's classes are archived in " + archive.file()
                    : "INFO Spark's classes are not archived: " + why;
        } catch (IOException | UncheckedIOException e) {
            return "WARN Spark's classes are not archived: " + e;
        }
    }

    /** True when JVMs can use it. */
    boolean isReady() {
        if (path == null) {
            return false;
        }
        try {
            Path size = beside(path, ".size");
            return Files.exists(size) && Files.readString(size).equals(String.valueOf(Files.size(file())));
        } catch (IOException e) {
            // It does not exist, or belongs to another user.
            return false;
        }
    }

    /** Returns the options of a JVM that uses it. If it does not match, the JVM continues without it. */
    List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + file(), "-Xshare:auto", SILENT);
    }

    /** Returns the reason why it is not ready; empty if it is. */
    private String prepare(Path path) throws IOException, InterruptedException {
        if (isReady()) {
            return "";
        }
        String inWork = "it is being made for another job";
        if (!IN_WORK.add(path)) {
            return inWork;
        }
        try {
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            try (FileChannel channel = FileChannel.open(
                            beside(path, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock == null ? inWork : isReady() ? "" : make(path);
            } catch (OverlappingFileLockException e) {
                // Another class loader of this JVM.
                return inWork;
            }
        } finally {
            IN_WORK.remove(path);
        }
    }

    private String make(Path path) throws IOException, InterruptedException {
        Path failed = beside(path, ".failed");
        if (Files.exists(failed)) {
            return "that failed once, see " + failed + "; delete this file to try again";
        }
        Path folder = beside(path, ".new");
        Folders.delete(folder);
        try {
            Path work = Files.createDirectories(folder.resolve("work"));
            Path logs = Files.createDirectories(folder.resolve("logs"));
            Path output = Files.createFile(logs.resolve("output"));
            Path made = folder.resolve("classes.jsa");
            Ended ended = new Supervisor("class-archive", LIMIT, LIMIT, DISK_LIMIT)
                    .run(command(work, made), folder, work, environment(work), output, output);
            if (!ended.equals(Ended.succeeded()) || !Files.exists(made)) {
                List<String> lines = new ArrayList<>(List.of("No archive of Spark's classes: " + ended));
                lines.addAll(Files.readAllLines(output, StandardCharsets.ISO_8859_1));
                Files.write(failed, lines);
                return "that failed, see " + failed;
            }
            Files.writeString(beside(path, ".size"), String.valueOf(Files.size(made)));
            Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE);
            return "";
        } finally {
            Folders.delete(folder);
        }
    }

    private List<String> command(Path work, Path made) throws IOException {
        List<String> command = new ArrayList<>(SparkJvm.launcher(spark));
        command.addAll(List.of(
                "-Xmx1024m",
                "-Duser.home=" + work,
                "-Djava.io.tmpdir=" + work,
                "-Djava.net.preferIPv4Stack=true",
                "-XX:ArchiveClassesAtExit=" + made,
                SILENT,
                "-cp",
                SparkJvm.text(jars),
                "org.apache.spark.deploy.SparkSubmit"));
        for (String setting : List.of(
                "spark.master=local[2]",
                "spark.ui.enabled=false",
                "spark.ui.showConsoleProgress=false",
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.sql.warehouse.dir=" + work.resolve("warehouse").toUri())) {
            command.addAll(List.of("--conf", setting));
        }
        command.add(Files.writeString(work.resolve("job.py"), JOB).toString());
        command.add(work.toString());
        return command;
    }

    private Map<String, String> environment(Path work) {
        Map<String, String> variables = JobEnvironment.libraries();
        String python = String.valueOf(spark.python());
        variables.put(
                "PATH", spark.javaHome().resolve("bin") + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        variables.put("HOME", work.toString());
        variables.put("TMPDIR", work.toString());
        variables.put("LANG", "C.UTF-8");
        variables.put("HADOOP_USER_NAME", "hadoop");
        variables.put("JAVA_HOME", spark.javaHome().toString());
        variables.put("SPARK_HOME", spark.home().toString());
        variables.put("SPARK_CONF_DIR", work.toString());
        variables.put("SPARK_LOCAL_IP", "127.0.0.1");
        variables.put("SPARK_LOCAL_DIRS", work.toString());
        variables.put("PYSPARK_PYTHON", python);
        variables.put("PYSPARK_DRIVER_PYTHON", python);
        return variables;
    }

    private Path file() {
        if (path == null) {
            throw new IllegalStateException("No archive: " + why);
        }
        return beside(path, ".jsa");
    }

    private static Path beside(Path path, String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    /** Returns a digest of what an archive depends on: the JDK, and the class path as a JVM compares it. */
    private static String key(SparkInstallation spark, List<Path> jars) throws IOException {
        StringBuilder text = new StringBuilder(spark.javaHome().toString()).append('\n');
        Path release = spark.javaHome().resolve("release");
        if (Files.exists(release)) {
            text.append(Files.readString(release));
        }
        for (Path jar : jars) {
            text.append(jar)
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar))
                    .append('\n');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
