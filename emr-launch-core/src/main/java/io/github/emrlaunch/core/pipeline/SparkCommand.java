package io.github.emrlaunch.core.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The command of a step that submits a Spark application.
 *
 * @see <a href="https://spark.apache.org/docs/latest/submitting-applications.html">Submitting applications</a>
 */
final class SparkCommand {
    private static final Pattern SPARK_SUBMIT = Pattern.compile("(.*/)?spark-submit");
    private static final String DEPLOY_MODE = "--deploy-mode";
    private static final String DEPLOY_MODE_PROPERTY = "spark.submit.deployMode=";
    private static final Set<String> OPTIONS_WITHOUT_VALUE = Set.of("--verbose", "-v", "--supervise");

    private SparkCommand() {}

    /** The index of the application, behind the options; -1 when the command submits none. */
    static int application(List<String> command) {
        int i = submit(command);
        if (i < 0) {
            return -1;
        }
        i++;
        while (i < command.size() && command.get(i).startsWith("-")) {
            boolean hasValue = !command.get(i).contains("=") && !OPTIONS_WITHOUT_VALUE.contains(command.get(i));
            i += hasValue ? 2 : 1;
        }
        return i;
    }

    /** Whatever runs it: a command such as timeout may stand before. */
    private static int submit(List<String> command) {
        return IntStream.range(0, command.size())
                .filter(i -> SPARK_SUBMIT.matcher(command.get(i)).matches())
                .findFirst()
                .orElse(-1);
    }

    /**
     * Whether the driver may run in a container of the cluster, which YARN starts by a shell, with the application's arguments in the
     * shell's command. The cluster's settings decide where the command does not say.
     */
    static boolean mayRunInCluster(List<String> command) {
        int i = submit(command);
        if (i < 0) {
            return false;
        }
        Set<String> modes = new HashSet<>();
        i++;
        while (i < command.size() && command.get(i).startsWith("-")) {
            String option = command.get(i);
            String value = "";
            if (option.contains("=")) {
                value = option.substring(option.indexOf('=') + 1);
                option = option.substring(0, option.indexOf('='));
            } else if (!OPTIONS_WITHOUT_VALUE.contains(option) && i + 1 < command.size()) {
                i++;
                value = command.get(i);
            }
            if (option.equals(DEPLOY_MODE)) {
                modes.add(value.toLowerCase(Locale.ROOT));
            } else if (value.startsWith(DEPLOY_MODE_PROPERTY)) {
                modes.add(value.substring(DEPLOY_MODE_PROPERTY.length()).toLowerCase(Locale.ROOT));
            }
            i++;
        }
        return !modes.equals(Set.of("client"));
    }
}
