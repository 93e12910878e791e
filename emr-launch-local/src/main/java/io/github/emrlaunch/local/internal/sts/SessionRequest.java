package io.github.emrlaunch.local.internal.sts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request of AssumeRole, see the <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">API reference</a> and <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">session tags</a>.
 */
record SessionRequest(
        String roleArn,
        String sessionName,
        @Nullable String externalId,
        Map<String, String> tags,
        Set<String> transitiveTagKeys) {
    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    SessionRequest {
        tags = Map.copyOf(tags);
        transitiveTagKeys = Set.copyOf(transitiveTagKeys);
    }

    static SessionRequest of(ObjectNode input) {
        Map<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode tag : list(input, "Tags")) {
            String key = AwsJson.text(tag, "Key", "");
            String value = AwsJson.text(tag, "Value", "");
            if (key.isEmpty() || key.length() > MAX_KEY || value.length() > MAX_VALUE) {
                throw invalid("the key of a session tag has 1 to " + MAX_KEY + " characters, its value at most "
                        + MAX_VALUE + ", got: " + key + "=" + value);
            }
            if (tags.put(key, value) != null) {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        if (tags.size() > MAX_TAGS) {
            throw invalid("a session has at most " + MAX_TAGS + " tags, got " + tags.size());
        }
        Set<String> transitive = new HashSet<>();
        for (JsonNode key : list(input, "TransitiveTagKeys")) {
            if (!tags.containsKey(key.asText())) {
                throw invalid(
                        "The specified transitive tag key must be included in the requested tags: " + key.asText());
            }
            transitive.add(key.asText());
        }
        return new SessionRequest(
                text(input, "RoleArn", ".{20,2048}"),
                text(input, "RoleSessionName", "[\\w+=,.@-]{2,64}"),
                AwsJson.has(input, "ExternalId") ? text(input, "ExternalId", "[\\w+=,.@:/-]{2,1224}") : null,
                tags,
                transitive);
    }

    private static String text(ObjectNode input, String member, String pattern) {
        String value = Inputs.required(input, member);
        if (!value.matches(pattern)) {
            throw invalid("1 validation error detected: Value '" + value + "' at '"
                    + member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1)
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern: " + pattern);
        }
        return value;
    }

    static int number(ObjectNode input, String member, int otherwise, int minimum, int maximum) {
        int value = AwsJson.has(input, member) ? input.get(member).asInt() : otherwise;
        if (value < minimum || value > maximum) {
            throw invalid("1 validation error detected: Value '" + value + "' at '" + member
                    + "' failed to satisfy constraint: Member must have a value from " + minimum + " to " + maximum);
        }
        return value;
    }

    private static AwsException invalid(String message) {
        return AwsException.client("ValidationError", message);
    }

    /** Returns the elements of a list: JSON or, in the Query protocol, a separate member for each element. */
    private static List<JsonNode> list(ObjectNode input, String name) {
        List<JsonNode> elements = new ArrayList<>();
        input.path(name).forEach(elements::add);
        for (int i = 1; isMember(input, name, i); i++) {
            String prefix = name + ".member." + i;
            elements.add(
                    input.has(prefix)
                            ? input.get(prefix)
                            : AwsJson.object()
                                    .put("Key", AwsJson.text(input, prefix + ".Key"))
                                    .put("Value", AwsJson.text(input, prefix + ".Value")));
        }
        return elements;
    }

    private static boolean isMember(ObjectNode input, String name, int index) {
        String prefix = name + ".member." + index;
        return input.has(prefix) || input.has(prefix + ".Key");
    }

    /** Returns a copy with the transitive tags of the calling session, which cannot be set again. */
    SessionRequest inheriting(Map<String, String> callersTags, Set<String> callersTransitiveKeys) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(tags);
        Set<String> transitive = new HashSet<>(transitiveTagKeys);
        callersTags.forEach((key, value) -> {
            if (callersTransitiveKeys.stream().anyMatch(key::equalsIgnoreCase)) {
                if (all.put(key, value) != null) {
                    throw invalid("One of the specified transitive tag keys can't be set because it conflicts with a"
                            + " transitive tag key from the calling session: " + key);
                }
                transitive.add(key);
            }
        });
        return new SessionRequest(roleArn, sessionName, externalId, all, transitive);
    }

    /** Returns the permissions that the caller needs. */
    List<RequiredPermission> permissions(Map<String, String> roleTags) {
        RequiredPermission assume = permission("sts:AssumeRole", roleTags);
        return tags.isEmpty() ? List.of(assume) : List.of(assume, tagSession(roleTags));
    }

    RequiredPermission tagSession(Map<String, String> roleTags) {
        return permission("sts:TagSession", roleTags);
    }

    private RequiredPermission permission(String action, Map<String, String> roleTags) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("sts:RoleSessionName", List.of(sessionName));
        if (externalId != null) {
            keys.put("sts:ExternalId", List.of(externalId));
        }
        tags.forEach((key, value) -> keys.put("aws:RequestTag/" + key, List.of(value)));
        if (!tags.isEmpty()) {
            keys.put("aws:TagKeys", List.copyOf(tags.keySet()));
        }
        if (!transitiveTagKeys.isEmpty()) {
            keys.put("sts:TransitiveTagKeys", List.copyOf(transitiveTagKeys));
        }
        roleTags.forEach((key, value) -> {
            keys.put("aws:ResourceTag/" + key, List.of(value));
            keys.put("iam:ResourceTag/" + key, List.of(value));
        });
        return new RequiredPermission(action, roleArn, keys);
    }
}
