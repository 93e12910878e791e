package io.github.emrlaunch.definitions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The clusters among which a pipeline finds its own. The pipeline's construct writes this record into the environment of the function
 * that searches; no payload changes it.
 *
 * @param tagKey the key of the tag that the clusters carry
 * @param tagValue the tag's value, or the beginning of it with {@code *} behind
 * @param clusterName the name of the clusters; null for any
 */
public record ClusterSearch(
        String tagKey, String tagValue, @Nullable String clusterName) {
    /** The member of the function's answer that has the cluster's id; an empty string when there is no such cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    private static final String TAG_KEY_VARIABLE = "EMR_LAUNCH_TAG_KEY";
    private static final String TAG_VALUE_VARIABLE = "EMR_LAUNCH_TAG_VALUE";
    private static final String CLUSTER_NAME_VARIABLE = "EMR_LAUNCH_CLUSTER_NAME";
    private static final String ANY = "*";
    private static final Pattern ENCODED = Pattern.compile("%u([0-9a-f]{4})");

    /** Reads environment variables. */
    public static ClusterSearch read(Map<String, String> environment) {
        return new ClusterSearch(
                required(TAG_KEY_VARIABLE, environment),
                required(TAG_VALUE_VARIABLE, environment),
                decoded(environment.get(CLUSTER_NAME_VARIABLE)));
    }

    /** In the characters that an environment variable keeps in whatever locale; a token of the CDK has no others. */
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

    private static String required(String variable, Map<String, String> environment) {
        String value = environment.get(variable);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("The function's environment variable %s is missing".formatted(variable));
        }
        return value;
    }

    /** The environment variables. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(TAG_KEY_VARIABLE, tagKey);
        variables.put(TAG_VALUE_VARIABLE, tagValue);
        if (clusterName != null) {
            variables.put(CLUSTER_NAME_VARIABLE, encoded(clusterName));
        }
        return variables;
    }

    /** Whether a cluster whose tag has this value is among them. */
    public boolean accepts(String value) {
        return tagValue.endsWith(ANY)
                ? value.startsWith(tagValue.substring(0, tagValue.length() - ANY.length()))
                : value.equals(tagValue);
    }
}
