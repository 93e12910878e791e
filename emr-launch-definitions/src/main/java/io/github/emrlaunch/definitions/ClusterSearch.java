package io.github.emrlaunch.definitions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The search criteria of a pipeline for its cluster. The pipeline's construct writes this record to the environment of the finder
 * function, where no payload can change it.
 *
 * @param launches the prefix of the ARNs of the executions of the clusters' launch function
 * @param clusterName the name of the clusters; null for any
 */
public record ClusterSearch(String launches, @Nullable String clusterName) {
    /** The member of the function's result with the cluster's id; an empty string if there is no such cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    private static final String LAUNCHES_VARIABLE = "EMR_LAUNCH_LAUNCHES";
    private static final String CLUSTER_NAME_VARIABLE = "EMR_LAUNCH_CLUSTER_NAME";
    private static final Pattern ENCODED = Pattern.compile("%u([0-9a-f]{4})");

    /** Reads environment variables. */
    public static ClusterSearch read(Map<String, String> environment) {
        String launches = environment.get(LAUNCHES_VARIABLE);
        if (launches == null || launches.isEmpty()) {
            throw new IllegalStateException(
                    "The function's environment variable %s is missing".formatted(LAUNCHES_VARIABLE));
        }
        return new ClusterSearch(launches, decoded(environment.get(CLUSTER_NAME_VARIABLE)));
    }

    /** Returns the name in characters that an environment variable supports in each locale. A token of the CDK has only such characters. */
    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if (character >= ' ' && character <= '~' && character != '%') {
                encoded.append(character);
            } else {
                encoded.append("%%u%04x".formatted((int) character));
            }
        }
        return encoded.toString();
    }

    private static @Nullable String decoded(@Nullable String variable) {
        return variable == null
                ? null
                : ENCODED.matcher(variable)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    /** Returns the environment variables. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(LAUNCHES_VARIABLE, launches);
        if (clusterName != null) {
            variables.put(CLUSTER_NAME_VARIABLE, encoded(clusterName));
        }
        return variables;
    }

    /**
     * Returns whether a cluster of an execution matches. A cluster that a pipeline or a chain launched for itself does not, because it may
     * terminate it.
     *
     * @param execution the value of the cluster's tag {@link Tag#EXECUTION_KEY}
     */
    public boolean accepts(String execution) {
        return execution.startsWith(launches) && !PipelineLaunch.isName(execution.substring(launches.length()));
    }
}
