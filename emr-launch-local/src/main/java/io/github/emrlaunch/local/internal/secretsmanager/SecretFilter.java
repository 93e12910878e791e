package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A filter of ListSecrets, see <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html">find secrets</a>. It matches when
 * one of its values is a prefix of the text. A value with a leading exclamation mark matches when the rest is not a prefix.
 */
record SecretFilter(String key, List<String> values) {
    static List<SecretFilter> read(JsonNode input) {
        List<SecretFilter> filters = new ArrayList<>();
        for (JsonNode filter : input.path("Filters")) {
            String key = AwsJson.text(filter, "Key");
            if (key == null) {
                throw AwsException.client("InvalidParameterException", "Invalid filter key");
            }
            if (filter.path("Values").isEmpty()) {
                throw AwsException.client("InvalidParameterException", "Invalid filter values for key: " + key);
            }
            filters.add(new SecretFilter(key, Inputs.strings(filter, "Values")));
        }
        return filters;
    }

    boolean fits(Secret secret) {
        return values.stream()
                .anyMatch(value -> value.startsWith("!") ? !has(secret, value.substring(1)) : has(secret, value));
    }

    private boolean has(Secret secret, String value) {
        return switch (key) {
            case "name" -> secret.name().startsWith(value);
            case "description" -> ofDescription(secret).anyMatch(text -> beginsWord(text, value));
            case "tag-key" -> secret.tagMap().keySet().stream().anyMatch(text -> text.startsWith(value));
            case "tag-value" -> secret.tagMap().values().stream().anyMatch(text -> text.startsWith(value));
            case "all" -> all(secret).anyMatch(text -> beginsWord(text, value));
            // Secrets here are not replicas and do not belong to a service.
            default -> false;
        };
    }

    private static Stream<String> ofDescription(Secret secret) {
        return Stream.ofNullable(secret.description());
    }

    private static Stream<String> all(Secret secret) {
        return Stream.of(
                        Stream.of(secret.name()),
                        ofDescription(secret),
                        secret.tagMap().keySet().stream(),
                        secret.tagMap().values().stream())
                .flatMap(texts -> texts);
    }

    /** Returns whether each word of the value is the prefix of a word of the text, case-insensitively. */
    private static boolean beginsWord(String text, String value) {
        return words(value).allMatch(word -> words(text).anyMatch(other -> other.startsWith(word)));
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[ /_+=.@-]+", -1));
    }
}
