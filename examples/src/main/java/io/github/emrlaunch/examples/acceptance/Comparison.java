package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the record of the local emulator with an account. Times, IDs, accounts, regions and names that CloudFormation generates
 * always differ and count as equal.
 */
final class Comparison {
    private static final String NONE = "none";
    private static final int LINES_OF_CONTEXT = 3;
    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:[a-z0-9-]+:([a-z0-9-]+):(\\d{12}):");
    /** The replacements, in order, for values that always differ. */
    private static final List<UnaryOperator<String>> BY_CHANCE = List.of(
            replacing("\\b(subnet|sg|vpc|eni|key)-[0-9a-f]{8,}\\b", "$1-ID"),
            replacing("\\b(j|s)-[A-Z0-9]{8,}\\b", "$1-ID"),
            replacing("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UUID"),
            replacing("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[0-9.]*Z", "TIME"),
            // The suffix of CloudFormation's names: uppercase, or lowercase if uppercase is not allowed.
            replacing("(?<=\\w)-([A-Z0-9]{12,13}|[a-z0-9]{12,13})(?![\\w-])", "-ID"),
            // Versions of a function, which depend on the number of deployments.
            replacing("(:function:[\\w-]+):\\d+", "$1:VERSION"),
            replacing("\\barn:aws(-[a-z]+)*:", "arn:PARTITION:"));

    private static UnaryOperator<String> replacing(String pattern, String replacement) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).replaceAll(replacement);
    }

    /**
     * A difference.
     *
     * @param what the compared subject
     * @param emulator the value of the local emulator
     * @param aws the value of the account
     */
    record Difference(String what, String emulator, String aws) {}

    private final Recording emulator;
    private final Recording aws;
    private final List<Difference> differences = new ArrayList<>();

    private Comparison(Recording emulator, Recording aws) {
        this.emulator = emulator;
        this.aws = aws;
    }

    /** Returns all differences. */
    static List<Difference> of(Recording emulator, Recording aws) {
        Comparison comparison = new Comparison(emulator, aws);
        comparison.compare();
        return List.copyOf(comparison.differences);
    }

    private void compare() {
        text("status", emulator.status(), aws.status());
        text("error", emulator.error(), aws.error());
        events(EventOutline.of(emulator.history()), EventOutline.of(aws.history()));
        json("request", emulator.request(), aws.request(), true);
        json("output", emulator.output(), aws.output(), true);
        // EMR shows the requested values and its defaults.
        json("cluster", emulator.cluster(), aws.cluster(), false);
    }

    private void text(String what, String here, String there) {
        if (!here.equals(there)) {
            differences.add(new Difference(what, here.isEmpty() ? NONE : here, there.isEmpty() ? NONE : there));
        }
    }

    /** Adds the first event that differs, with the previous events. */
    private void events(List<String> here, List<String> there) {
        int same = 0;
        while (same < Math.min(here.size(), there.size()) && here.get(same).equals(there.get(same))) {
            same++;
        }
        if (same < Math.max(here.size(), there.size())) {
            text("events from the " + (same + 1) + ". on", around(here, same), around(there, same));
        }
    }

    private static String around(List<String> events, int index) {
        List<String> some = events.subList(
                Math.max(0, index - LINES_OF_CONTEXT), Math.min(events.size(), index + LINES_OF_CONTEXT));
        return String.join("\n", some) + (index == events.size() ? "\n(end)" : "");
    }

    private void json(
            String what, Optional<? extends JsonNode> here, Optional<? extends JsonNode> there, boolean whole) {
        if (here.isEmpty() || there.isEmpty()) {
            text(what, here.isEmpty() ? NONE : "there", there.isEmpty() ? NONE : "there");
            return;
        }
        Map<String, String> leavesHere = leaves(here.get(), new Similar(emulator.history()));
        Map<String, String> leavesThere = leaves(there.get(), new Similar(aws.history()));
        leavesHere.forEach((path, value) -> text(what + path, value, leavesThere.getOrDefault(path, "")));
        if (whole) {
            leavesThere.forEach((path, value) -> {
                if (!leavesHere.containsKey(path)) {
                    text(what + path, "", value);
                }
            });
        }
    }

    /** Returns the values of a document by their JSON pointers, without nulls and empty containers. */
    private static Map<String, String> leaves(JsonNode json, Similar similar) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", json, similar, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode json, Similar similar, Map<String, String> leaves) {
        if (json.isObject()) {
            json.properties()
                    .forEach(member -> collect(path + "/" + member.getKey(), member.getValue(), similar, leaves));
        } else if (json.isArray()) {
            for (int i = 0; i < json.size(); i++) {
                collect(path + "/" + i, json.get(i), similar, leaves);
            }
        } else if (!json.isNull()) {
            leaves.put(path, similar.to(json.asText()));
        }
    }

    /** Replaces values that always differ in the texts of one side. */
    private static final class Similar {
        private final String region;
        private final String account;

        Similar(JsonNode history) {
            Matcher arn = ARN.matcher(Json.write(history));
            boolean found = arn.find();
            this.region = found ? arn.group(1) : "";
            this.account = found ? arn.group(2) : "";
        }

        String to(String text) {
            String similar = text;
            for (UnaryOperator<String> chance : BY_CHANCE) {
                similar = chance.apply(similar);
            }
            return account.isEmpty()
                    ? similar
                    : similar.replace(account, "ACCOUNT").replace(region, "REGION");
        }
    }
}
