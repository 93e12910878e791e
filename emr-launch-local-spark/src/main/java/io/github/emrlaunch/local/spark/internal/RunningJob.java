package io.github.emrlaunch.local.spark.internal;

import com.sun.management.OperatingSystemMXBean;
import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A job while it runs: its folders, its environment and its notes. Only the job's thread uses it. */
public class RunningJob {
    private static final int MOST_NOTES = 100;
    private static final int MOST_BYTES_OF_NOTES = 1 << 18;

    private final Job job;
    private final SparkInstallation spark;
    private final SparkSettings settings;
    private final Path fileSystems;
    private final long end;
    private final Duration limit;
    private final Map<String, String> environment;
    private final Path work;
    private final Path moreNotes;
    private int heap;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<Path> laidIn = new LinkedHashSet<>();

    /**
     * Makes the folders of the job.
     *
     * @param fileSystems the jar of the file systems that Hadoop in the job's JVM finds
     */
    public RunningJob(Job job, SparkInstallation spark, SparkSettings settings, Path fileSystems) throws IOException {
        this.job = job;
        this.spark = spark;
        this.settings = settings;
        this.fileSystems = fileSystems;
        work = job.directory().resolve("work");
        moreNotes = job.directory().toAbsolutePath().resolve("notes");
        Duration most = job.limit();
        limit = most == null || most.compareTo(settings.timeLimit()) > 0 ? settings.timeLimit() : most;
        end = System.nanoTime() + limit.toNanos();
        heap = settings.driverMemory();
        Files.createDirectories(work);
        environment = prepare();
    }

    /**
     * A part of another job, which has the time that is left of it.
     *
     * @param directory for the files of this part
     * @param work the folder in which it runs
     */
    RunningJob(RunningJob whole, Path directory, Path work) throws IOException {
        job = new Job(
                whole.job.id(),
                whole.job.name(),
                whole.job.command(),
                whole.job.releaseLabel(),
                whole.job.classifications(),
                whole.job.environment(),
                directory,
                whole.job.shared(),
                whole.job.limit());
        spark = whole.spark;
        settings = whole.settings;
        fileSystems = whole.fileSystems;
        this.work = work;
        moreNotes = whole.moreNotes;
        limit = whole.limit;
        end = whole.end;
        heap = settings.driverMemory();
        environment = prepare();
    }

    private Map<String, String> prepare() throws IOException {
        for (Path folder : List.of(temporary(), home(), logs())) {
            Files.createDirectories(folder);
        }
        for (String file : List.of("stdout", "stderr", "controller")) {
            Files.createFile(logs().resolve(file));
        }
        return new LinkedHashMap<>(JobEnvironment.of(this));
    }

    /** The job as the emulator gave it. */
    public final Job job() {
        return job;
    }

    /** The Spark that it runs with. */
    public final SparkInstallation spark() {
        return spark;
    }

    /** The settings of all jobs. */
    public SparkSettings settings() {
        return settings;
    }

    /** True for a job run of EMR Serverless, false for a step of a cluster. */
    public boolean serverless() {
        return !(job.command() instanceof JobCommand.Step);
    }

    /** The folder in which the job's processes start. */
    public final Path work() {
        return work;
    }

    /** The folder for temporary files of the job, its {@code TMPDIR}. */
    public final Path temporary() {
        return job.directory().resolve("tmp");
    }

    /** The job's home folder. */
    public final Path home() {
        return job.directory().resolve("home");
    }

    /** The folder of {@code stdout}, {@code stderr} and {@code controller}. */
    public final Path logs() {
        return job.directory().resolve("logs");
    }

    /** The properties of a classification such as {@code spark-defaults}; empty without it. */
    public Map<String, String> classification(String name) {
        return job.classifications().getOrDefault(name, Map.of());
    }

    /** The environment of the job's processes. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    /** Sets a variable for the processes that start from now on, unless it is the endpoint of AWS or the identity of the job. */
    public void setVariable(String name, String value) {
        if (JobEnvironment.isReserved(name)) {
            note("Left out: the variable " + name
                    + ": jobs on this machine get the local emulator and their role by it");
        } else {
            environment.put(name, value);
        }
    }

    /** A file to which processes of the job write notes, a line each. */
    public final Path moreNotes() {
        return moreNotes;
    }

    /** The heap of the job's JVM, in megabytes. */
    int heap() {
        return heap;
    }

    /** Requests a heap size for the job's JVM. The result is at most a quarter of the machine's memory and at least the configured size. */
    public int askForHeap(long megabytes) {
        long most = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize()
                / (4L << 20);
        heap = (int) Math.max(settings.driverMemory(), Math.min(megabytes, most));
        return heap;
    }

    /** Adds a note for the job's author, such as an option that was left out. The same text counts once. */
    public void note(String text) {
        notes.add(text);
    }

    /** The notes of the emulator and of the job's processes. */
    public List<String> notes() {
        Set<String> all = new LinkedHashSet<>(notes);
        try (InputStream in = Files.newInputStream(moreNotes())) {
            // A script can write anything there.
            new String(in.readNBytes(MOST_BYTES_OF_NOTES), StandardCharsets.UTF_8)
                    .lines()
                    .limit(MOST_NOTES)
                    .forEach(all::add);
        } catch (IOException e) {
            // There are none.
        }
        return List.copyOf(all);
    }

    /** Writes a line into the step's log {@code controller}. */
    public void controller(String line) throws IOException {
        Files.writeString(logs().resolve("controller"), line + "\n", StandardOpenOption.APPEND);
    }

    /** Remembers that a file or folder in the working folder was not written by the job. */
    public void layIn(Path path) {
        laidIn.add(path.toAbsolutePath().normalize());
    }

    /** The files that were in the working folder before the job began. */
    public Set<Path> laidIn() {
        return Collections.unmodifiableSet(laidIn);
    }

    /**
     * Copies an object of S3, or a file of HDFS or of this machine, into a folder under its own name.
     *
     * @param uri {@code s3://bucket/key} (also {@code s3a}, {@code s3n}), {@code hdfs:///…}, {@code file:///…} or a path
     * @throws JobFailure names what is missing or not allowed
     */
    public Path fetch(String uri, Path folder) throws IOException, InterruptedException {
        return download().fetch(uri, work(), folder);
    }

    /** The files that a pattern such as {@code s3://bucket/*.txt} names; without a pattern, the address itself. */
    public List<String> expand(String uri) throws IOException {
        return download().expand(uri, work());
    }

    private Download download() {
        return new Download(environment, serverless() ? null : job.shared().resolve("hdfs"));
    }

    /** Returns the reason why a process of this job failed, from the end of its output. */
    public String failure(int code) throws IOException {
        return new OutcomeReader(logs().resolve("stdout"), logs().resolve("stderr")).message(code);
    }

    /** Runs the job's command under supervision in the working folder. Its output is added to the job's. */
    public Ended run(List<String> command) throws IOException, InterruptedException {
        return runNow(command);
    }

    /** Runs a command that prepares the job, such as {@code tar}, in the same way. */
    public final Ended runNow(List<String> command) throws IOException, InterruptedException {
        return new Supervisor(job.id(), Duration.ofNanos(Math.max(0, end - System.nanoTime())), limit, diskLimit())
                .run(command, job.directory(), work(), environment, logs().resolve("stdout"), logs().resolve("stderr"));
    }

    private long diskLimit() {
        return settings.diskLimit() * (1L << 20);
    }

    /**
     * The command of a JVM that has Spark, Hadoop and the file systems for S3 on its class path, with the options that this JDK
     * needs for Spark.
     *
     * @param options further options of the JVM, such as {@code -Dspark.master=local[2]}
     * @param classPath the entries before Spark's jars
     */
    public List<String> jvm(List<String> options, List<Path> classPath, String mainClass, List<String> arguments)
            throws IOException {
        return new SparkJvm(this).command(options, classPath, fileSystems, mainClass, arguments);
    }
}
