package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The tags of parameters, by the parameter's ARN. */
final class ParameterTags {
    private static final int MAX_TAGS = 50;

    private final Map<String, NavigableMap<String, String>> byArn = new ConcurrentHashMap<>();

    NavigableMap<String, String> of(String arn) {
        return byArn.getOrDefault(arn, new TreeMap<>());
    }

    /** Adds tags, a list of {@code Key} and {@code Value}, or changes the values of those that are there. */
    void add(String arn, JsonNode tags) {
        byArn.compute(arn, (key, before) -> {
            NavigableMap<String, String> all = before == null ? new TreeMap<>() : new TreeMap<>(before);
            tags.forEach(tag -> all.put(AwsJson.text(tag, "Key", ""), AwsJson.text(tag, "Value", "")));
            if (all.size() > MAX_TAGS) {
                throw AwsException.client(
                        "TooManyTagsError", "The Targets parameter includes too many tags: at most " + MAX_TAGS);
            }
            return all;
        });
    }

    void remove(String arn, List<String> keys) {
        byArn.computeIfPresent(arn, (key, before) -> {
            NavigableMap<String, String> rest = new TreeMap<>(before);
            keys.forEach(rest::remove);
            return rest;
        });
    }

    void removeAll(String arn) {
        byArn.remove(arn);
    }

    /** As ListTagsForResource answers them. */
    ArrayNode list(String arn) {
        ArrayNode list = AwsJson.array();
        of(arn).forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return list;
    }
}
