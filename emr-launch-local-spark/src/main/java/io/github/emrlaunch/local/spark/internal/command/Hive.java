package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code hive} and {@code hive-script}, as far as Spark SQL understands Hive's language. */
public final class Hive implements Program {
    private static final String WAREHOUSE = "hive.metastore.warehouse.dir=";
    private static final Map<String, String> WITH_VALUE = Map.of(
            "-d", "--hivevar",
            "--database", "--database",
            "--define", "--hivevar",
            "-e", "-e",
            "-f", "-f",
            "--hiveconf", "--hiveconf",
            "--hivevar", "--hivevar",
            "-i", "-i");
    private static final Set<String> SWITCHES = Set.of("-S", "--silent", "-v", "--verbose");
    private static final Set<String> OF_HIVE_SCRIPT =
            Set.of("--run-hive-script", "--args", "--hive-versions", "--base-path");

    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            if (SWITCHES.contains(word)) {
                continue;
            }
            String option = WITH_VALUE.get(name);
            if (option == null) {
                throw new JobFailure("hive: Unrecognized option: " + word);
            }
            i += equals < 0 ? 1 : 0;
            if (i == arguments.size()) {
                throw new JobFailure("hive: Missing argument for option: " + word);
            }
            String value = equals < 0 ? arguments.get(i) : word.substring(equals + 1);
            if (option.equals("--hiveconf") && value.startsWith(WAREHOUSE)) {
                words.addAll(0, List.of("--conf", "spark.sql.warehouse.dir=" + value.substring(WAREHOUSE.length())));
            }
            words.addAll(List.of(option, value));
        }
        job.note("Spark SQL, not Hive, ran this");
        Ended ended = new SparkSql().run(job, words);
        return ended instanceof Ended.Exited exited && exited.code() != 0
                ? new Ended.Failed(job.failure(exited.code()) + " (Spark SQL, not Hive, ran this)", exited.code())
                : ended;
    }

    /** {@code hive-script}, which EMR's own steps for Hive start. */
    Ended runScript(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--install-hive")) {
                return new Ended.Simulated(
                        "hive-script --install-hive does not run here: it installs Hive on the cluster");
            }
            if (word.equals("--hive-versions") || word.equals("--base-path")) {
                i++;
            } else if (!OF_HIVE_SCRIPT.contains(word)) {
                words.add(word);
            }
        }
        return run(job, words);
    }

    /** A job of EMR Serverless. */
    Ended run(RunningJob job, JobCommand.Hive command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(SparkSubmitArguments.words(command.parameters()));
        String initial = command.initialQuery();
        if (initial != null) {
            words.addAll(List.of("-i", initial));
        }
        words.addAll(List.of("-f", command.query()));
        return run(job, words);
    }
}
