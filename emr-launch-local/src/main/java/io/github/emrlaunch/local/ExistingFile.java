package io.github.emrlaunch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A JSON file that declares resources that exist in the account before the first deployment. {@code docs/serve.md} documents the
 * format. Unknown members are rejected, so that a typing error does not go unnoticed.
 */
final class ExistingFile {
    /** Declares one entry. The text is the location of the entry in the file, for messages. */
    private interface Entry {
        void declare(ExistingResources existing, JsonNode entry, String at);
    }

    private static final Map<String, Entry> LISTS = new TreeMap<>(Map.of(
            "roles",
            ExistingFile::role,
            "serviceLinkedRoles",
            (existing, entry, at) -> existing.serviceLinkedRole(text(entry, at)),
            "instanceProfiles",
            ExistingFile::instanceProfile,
            "buckets",
            (existing, entry, at) -> existing.bucket(text(entry, at)),
            "topics",
            (existing, entry, at) -> existing.topic(text(entry, at)),
            "subnets",
            ExistingFile::subnet,
            "securityGroups",
            (existing, entry, at) -> existing.securityGroup(text(entry, at)),
            "securityConfigurations",
            (existing, entry, at) -> existing.securityConfiguration(text(entry, at))));
    private static final Map<String, Entry> MAPS = new TreeMap<>(Map.of(
            "managedPolicies", (existing, entry, at) -> existing.managedPolicy(key(at), document(entry, at)),
            "secrets", (existing, entry, at) -> existing.secret(key(at), string(entry, at)),
            "parameters", (existing, entry, at) -> existing.parameter(key(at), string(entry, at))));

    private final Path file;
    private final JsonNode document;

    private ExistingFile(Path file, JsonNode document) {
        this.file = file;
        this.document = document;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when the file does not exist or is not a JSON object of this format
     */
    static ExistingFile read(Path file) {
        try {
            JsonNode document = AwsJson.parse(Files.readAllBytes(file));
            ExistingFile existing = new ExistingFile(file, document);
            existing.checkMembers();
            return existing;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read " + file + ": " + e, e);
        }
    }

    private void checkMembers() {
        if (!document.isObject()) {
            throw new IllegalArgumentException(file + " must be a JSON object");
        }
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            boolean list = LISTS.containsKey(member.getKey());
            if (!list && !MAPS.containsKey(member.getKey())) {
                Set<String> known = new TreeSet<>(LISTS.keySet());
                known.addAll(MAPS.keySet());
                throw new IllegalArgumentException(
                        file + " has an unknown member '" + member.getKey() + "'; known are " + known);
            }
            if (list ? !member.getValue().isArray() : !member.getValue().isObject()) {
                throw new IllegalArgumentException(
                        file + ": '" + member.getKey() + "' must be " + (list ? "a list" : "an object"));
            }
        }
    }

    /**
     * Declares all entries of the file.
     *
     * @throws IllegalArgumentException when an entry does not have the documented format. The message has its location
     */
    void declare(ExistingResources existing) {
        // Policies are declared before the roles that refer to them.
        MAPS.forEach((name, entry) -> each(name, (at, value) -> entry.declare(existing, value, at)));
        LISTS.forEach((name, entry) -> each(name, (at, value) -> entry.declare(existing, value, at)));
    }

    private void each(String name, BiConsumer<String, JsonNode> action) {
        JsonNode entries = document.path(name);
        int index = 0;
        for (JsonNode entry : entries) {
            if (entries.isArray()) {
                declareOne(name + "[" + index++ + "]", entry, action);
            }
        }
        if (entries.isObject()) {
            entries.properties().forEach(entry -> declareOne(name + "." + entry.getKey(), entry.getValue(), action));
        }
    }

    private void declareOne(String at, JsonNode entry, BiConsumer<String, JsonNode> action) {
        try {
            action.accept(at, entry);
        } catch (IllegalArgumentException | AwsException e) {
            throw new IllegalArgumentException(file + ": " + at + ": " + e.getMessage(), e);
        }
    }

    private static void role(ExistingResources existing, JsonNode entry, String at) {
        if (entry.isTextual()) {
            existing.role(text(entry, at));
            return;
        }
        requireMembers(entry, List.of("name"), List.of("policy"));
        if (entry.has("policy")) {
            existing.role(text(entry.path("name"), "name"), document(entry.path("policy"), "policy"));
        } else {
            existing.role(text(entry.path("name"), "name"));
        }
    }

    private static void instanceProfile(ExistingResources existing, JsonNode entry, String at) {
        if (entry.isTextual()) {
            existing.instanceProfile(text(entry, at), text(entry, at));
            return;
        }
        requireMembers(entry, List.of("name", "role"), List.of());
        existing.instanceProfile(text(entry.path("name"), "name"), text(entry.path("role"), "role"));
    }

    private static void subnet(ExistingResources existing, JsonNode entry, String at) {
        if (entry.isTextual()) {
            existing.subnet(text(entry, at), false);
            return;
        }
        requireMembers(entry, List.of("id"), List.of("public"));
        if (entry.has("public") && !entry.path("public").isBoolean()) {
            throw new IllegalArgumentException("'public' must be true or false");
        }
        existing.subnet(text(entry.path("id"), "id"), entry.path("public").asBoolean());
    }

    private static void requireMembers(JsonNode entry, List<String> required, List<String> optional) {
        Set<String> unknown = new TreeSet<>();
        entry.fieldNames().forEachRemaining(unknown::add);
        boolean complete = unknown.containsAll(required);
        required.forEach(unknown::remove);
        optional.forEach(unknown::remove);
        if (!entry.isObject() || !complete || !unknown.isEmpty()) {
            throw new IllegalArgumentException("must be a text or an object with " + required
                    + (optional.isEmpty() ? "" : ", and possibly " + optional) + ", got: " + entry);
        }
    }

    private static String key(String at) {
        return at.substring(at.indexOf('.') + 1);
    }

    private static String text(JsonNode value, String what) {
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new IllegalArgumentException("'" + what + "' must be a non-empty text, got: " + value);
        }
        return value.asText();
    }

    private static String string(JsonNode value, String at) {
        return value.isContainerNode() ? value.toString() : text(value, at);
    }

    private static String document(JsonNode value, String at) {
        if (!value.isObject()) {
            throw new IllegalArgumentException("'" + at + "' must be a policy document, an object");
        }
        return value.toString();
    }
}
