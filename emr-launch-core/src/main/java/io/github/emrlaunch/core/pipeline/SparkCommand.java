package io.github.emrlaunch.core.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The command of a step that submits a Spark application.
 *
 * @see <a href="https://spark.apache.org/docs/latest/submitting-applications.html">Submitting applications</a>
 */
final class SparkCommand {
    private static final Pattern SPARK_SUBMIT = Pattern.compile("(.*/)?spark-submit");
    /** An option with its value. */
    private static final Pattern DEPLOY_MODE = Pattern.compile("(?:--deploy-mode|.*spark\\.submit\\.deployMode)=(.*)");

    private static final Pattern ONE_OPTION = Pattern.compile("-[^=\\s]+");

    private static final Set<String> OPTIONS_WITHOUT_VALUE =
            Set.of("--help", "--supervise", "--usage-error", "--verbose", "--version", "-h", "-v");

    /**
     * Options of other commands that have no value.
     *
     * @see <a href="https://hadoop.apache.org/docs/r3.4.1/hadoop-streaming/HadoopStreaming.html">Hadoop Streaming</a>
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/UsingEMR_s3distcp.html">S3DistCp</a>
     */
    private static final Set<String> OF_HADOOP_WITHOUT_VALUE = Set.of(
            "--args",
            "--deleteOnSuccess",
            "--disableMultipartUpload",
            "--help",
            "--numberFiles",
            "--run-hive-script",
            "--run-pig-script",
            "-background",
            "-debug",
            "-help",
            "-info",
            "-lazyOutput",
            "-verbose");

    /** Commands of EMR whose arguments are options and their values. */
    private static final Set<String> OF_HADOOP = Set.of("hadoop-streaming", "hive-script", "pig-script", "s3-dist-cp");

    private SparkCommand() {}

    /** Returns the index of the application, after the options, or -1 if the command submits none. */
    static int application(List<String> command) {
        int submit = submit(command);
        if (submit < 0) {
            return -1;
        }
        int i = submit + 1;
        while (i < command.size() && command.get(i).startsWith("-")) {
            i += hasValueBehind(command.get(i)) ? 2 : 1;
        }
        return i;
    }

    /**
     * Returns the options of {@code spark-submit} and of other Hadoop commands, without their values. For other commands the list is empty.
     */
    static List<String> options(List<String> command) {
        int application = application(command);
        boolean isOfSpark = application >= 0;
        int end = isOfSpark ? Math.min(application, command.size()) : command.size();
        if (!isOfSpark && !OF_HADOOP.contains(command.get(0))) {
            return List.of();
        }
        List<String> options = new ArrayList<>();
        int i = isOfSpark ? submit(command) + 1 : 1;
        while (i < end) {
            String option = command.get(i);
            options.add(option);
            i += (isOfSpark ? hasValueBehind(option) : hasValueOfHadoopBehind(option)) ? 2 : 1;
        }
        return options;
    }

    /** Returns the index of {@code spark-submit}, which may follow another command such as timeout, or -1. */
    private static int submit(List<String> command) {
        return IntStream.range(0, command.size())
                .filter(i -> SPARK_SUBMIT.matcher(command.get(i)).matches())
                .findFirst()
                .orElse(-1);
    }

    private static boolean hasValueOfHadoopBehind(String option) {
        return ONE_OPTION.matcher(option).matches() && !OF_HADOOP_WITHOUT_VALUE.contains(option);
    }

    private static boolean hasValueBehind(String option) {
        return !option.contains("=") && !OPTIONS_WITHOUT_VALUE.contains(option);
    }

    /**
     * Returns whether the driver may run in a container of the cluster. YARN starts it by a shell, with the application's arguments in the
     * shell's command. If the command does not set the deploy mode, the settings of the cluster do.
     */
    static boolean mayRunInCluster(List<String> command) {
        int application = application(command);
        if (application < 0) {
            return false;
        }
        Set<String> modes = new HashSet<>();
        List<String> options = command.subList(submit(command) + 1, Math.min(application, command.size()));
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (hasValueBehind(option) && i + 1 < options.size()) {
                i++;
                option += "=" + options.get(i);
            }
            Matcher mode = DEPLOY_MODE.matcher(option);
            if (mode.matches()) {
                modes.add(mode.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return !modes.equals(Set.of("client"));
    }
}
