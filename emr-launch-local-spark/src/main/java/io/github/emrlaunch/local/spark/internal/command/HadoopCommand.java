package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code hadoop} and {@code hdfs}: the commands for files, and jars. */
public final class HadoopCommand implements Program {
    private static final String SHELL = "org.apache.hadoop.fs.FsShell";
    private static final String JAR_RUNNER = "org.apache.hadoop.util.RunJar";

    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if (command.equals("fs") || command.equals("dfs")) {
            return job.run(job.jvm(List.of(), List.of(), SHELL, rest));
        }
        if (command.equals("jar")) {
            if (rest.isEmpty()) {
                throw new JobFailure("hadoop jar: the words name no jar");
            }
            return jar(job, rest.get(0), rest.subList(1, rest.size()), Map.of());
        }
        return new Ended.Simulated(
                "The command 'hadoop " + command + "' does not run here, only 'fs', 'dfs' and 'jar'");
    }

    /**
     * Runs a jar in one JVM, MapReduce jobs of it too.
     *
     * @param words the main class where the manifest names none, then its arguments
     */
    static Ended jar(RunningJob job, String jar, List<String> words, Map<String, String> properties)
            throws IOException, InterruptedException {
        JobFile named = new JobFile(job, jar);
        Ended obstacle = named.obstacle();
        if (obstacle != null) {
            return obstacle;
        }
        Path file = job.fetch(named.here(), job.temporary()).toAbsolutePath();
        List<String> options = new ArrayList<>();
        properties.forEach((name, value) -> options.add("-D" + name + "=" + value));
        List<String> all = new ArrayList<>(List.of(file.toString()));
        all.addAll(words);
        return job.run(job.jvm(options, List.of(), JAR_RUNNER, all));
    }
}
