package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of EMR for tags, see <a
 * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags-restrictions.html">Restrictions that apply to
 * tagging resources in Amazon EMR</a>, which refers to the restrictions of EC2.
 */
final class TagRules {
    private static final int MAX_TAGS = 50;
    private static final Map<String, Integer> MAX_LENGTHS = Map.of("Key", 128, "Value", 256);
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final Pattern RESERVED = Pattern.compile("(?i)aws:.*");

    private TagRules() {}

    /**
     * Checks the tags that are added to a cluster.
     *
     * @param present the existing tags
     */
    static void check(JsonNode tags, Map<String, String> present) {
        Set<String> keys = new HashSet<>();
        for (JsonNode tag : tags) {
            MAX_LENGTHS.forEach((part, length) -> check(part, AwsJson.text(tag, part, ""), length));
            String key = AwsJson.text(tag, "Key", "");
            if (key.isEmpty()) {
                throw invalid("A tag must have a key.");
            }
            if (!keys.add(key)) {
                throw invalid("The tag key '" + key + "' is given twice.");
            }
        }
        keys.addAll(present.keySet());
        if (keys.size() > MAX_TAGS) {
            throw invalid("A cluster can have at most " + MAX_TAGS + " tags, got: " + keys.size());
        }
    }

    private static void check(String part, String text, int length) {
        if (text.length() > length) {
            throw invalid("The tag " + part + " '" + text + "' is longer than " + length + " characters.");
        }
        if (!ALLOWED.matcher(text).matches()) {
            throw invalid(
                    "The tag " + part + " '" + text + "' may have only letters, digits, spaces and _ . : / = + - @");
        }
        if (RESERVED.matcher(text).matches()) {
            throw invalid("The tag " + part + " '" + text + "' begins with aws:, which is reserved for AWS.");
        }
    }

    private static AwsException invalid(String message) {
        return AwsException.client("InvalidRequestException", message);
    }
}
