package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code spark-sql}, with a catalog that lives as long as the cluster. */
public final class SparkSql implements Program {
    // https://github.com/apache/hive/blob/rel/release-2.3.9/cli/src/java/org/apache/hadoop/hive/cli/OptionsProcessor.java
    private static final Set<String> WITH_VALUE =
            Set.of("-d", "--database", "--define", "-e", "-f", "--hiveconf", "--hivevar", "-i");
    private static final Set<String> FILES = Set.of("-f", "-i");

    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        List<String> ofSpark = new ArrayList<>();
        List<String> ofSql = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean isOfSql = WITH_VALUE.contains(word);
            List<String> words = !isOfSql && SparkSubmitArguments.isOption(word) ? ofSpark : ofSql;
            words.add(word);
            if (isOfSql || SparkSubmitArguments.takesValue(word)) {
                i++;
                if (i == arguments.size()) {
                    throw new JobFailure("spark-sql: Missing argument for option: " + word);
                }
                words.add(FILES.contains(word) ? file(job, arguments.get(i)) : arguments.get(i));
            }
        }
        ofSpark.addAll(
                List.of("--class", "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver", "spark-internal"));
        ofSpark.addAll(ofSql);
        return new SparkSubmitProgram().run(job, ofSpark);
    }

    private static String file(RunningJob job, String uri) throws IOException, InterruptedException {
        Path file = job.fetch(uri, job.temporary());
        return file.toAbsolutePath().toString();
    }
}
