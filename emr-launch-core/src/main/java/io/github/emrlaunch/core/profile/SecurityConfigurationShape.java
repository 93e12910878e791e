package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The members of a security configuration and their values, as EMR's guide lists them. EMR has no model of it, and learns members: what the
 * list doesn't have passes with a warning, unless it is nearly something that it has.
 */
final class SecurityConfigurationShape {
    private static final String ANY_TEXT = "*";
    private static final String NO_OTHERS = "!";

    private static final JsonNode DATA = load();

    private final List<String> warnings = new ArrayList<>();

    private SecurityConfigurationShape() {}

    private static JsonNode load() {
        try (InputStream in = SecurityConfigurationShape.class.getResourceAsStream("security-configuration.json")) {
            return Json.parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The members of security configurations can't be read", e);
        }
    }

    /**
     * Checks a security configuration. Values that only the deployment knows pass.
     *
     * @return warnings about what EMR may refuse
     * @throws IllegalArgumentException when a value has another type, or a member or value is nearly one that EMR knows
     */
    static List<String> check(Map<String, ?> securityConfiguration) {
        SecurityConfigurationShape shape = new SecurityConfigurationShape();
        shape.checkMembers(DATA.path("members"), securityConfiguration, "");
        return List.copyOf(shape.warnings);
    }

    private void checkMembers(JsonNode known, Map<?, ?> members, String path) {
        members.forEach((key, value) -> {
            String name = String.valueOf(key);
            String child = path.isEmpty() ? name : path + "." + name;
            if (value == null) {
                return;
            }
            if (known.has(name)) {
                check(known.get(name), value, child);
            } else {
                List<String> names = new ArrayList<>();
                known.fieldNames().forEachRemaining(names::add);
                unknown(child, "is no member of a security configuration", name, names);
            }
        });
    }

    private void check(JsonNode known, Object value, String path) {
        if (known.isObject()) {
            if (value instanceof Map<?, ?> members) {
                checkMembers(known, members, path);
            } else {
                require(isUnknown(value), path, "an object", value);
            }
        } else if (known.isArray() && !known.path(0).isTextual()) {
            if (value instanceof Collection<?> elements) {
                int index = 0;
                for (Object element : elements) {
                    check(known.get(0), element, path + "." + index);
                    index++;
                }
            } else {
                require(isUnknown(value), path, "a list", value);
            }
        } else if (known.isArray()) {
            checkText(known, value, path);
        } else {
            checkValue(known.textValue(), value, path);
        }
    }

    /** One of several texts, or a list of any. */
    private void checkText(JsonNode allowed, Object value, String path) {
        if (allowed.path(0).textValue().equals(ANY_TEXT)) {
            require(value instanceof Collection<?> || isUnknown(value), path, "a list", value);
            return;
        }
        List<String> names = new ArrayList<>();
        allowed.forEach(name -> names.add(name.textValue()));
        boolean isClosed = names.remove(NO_OTHERS);
        if (isUnknown(value) || names.contains(value)) {
            return;
        }
        require(value instanceof String && !isClosed, path, "one of " + names, value);
        unknown(path, "is none of " + names, String.valueOf(value), names);
    }

    private void checkValue(String type, Object value, String path) {
        switch (type) {
            // The guide's own examples write true and false as texts, too.
            case "boolean" ->
                require(
                        value instanceof Boolean || value.equals("true") || value.equals("false") || isUnknown(value),
                        path,
                        "true or false",
                        value);
            case "number" ->
                require(
                        value instanceof Number
                                || isUnknown(value)
                                || String.valueOf(value).matches("[0-9]+"),
                        path,
                        "a number",
                        value);
            case "text" -> require(value instanceof String || isUnknown(value), path, "a text", value);
            case "key" -> {
                require(value instanceof String || isUnknown(value), path, "the ARN of a key", value);
                if (value instanceof String text && KeyAccess.isAlias(text)) {
                    warnings.add(
                            "'%s' is an alias, and EMR's guide asks for the ARN of a key, as Key.fromLookup finds it: %s"
                                    .formatted(path, text));
                }
            }
            default -> {}
        }
    }

    private void unknown(String path, String problem, String name, List<String> known) {
        Optional<String> meant = NearestName.meant(name, known);
        if (meant.isPresent()) {
            throw new IllegalArgumentException(
                    "'%s' %s, got: %s. '%s' is probably meant; if EMR knows it, use 'uncheckedSecurityConfiguration'"
                            .formatted(path, problem, name, meant.get()));
        }
        warnings.add("'%s' %s that EMR's guide listed on %s, got: %s. It is sent as it is, and EMR may refuse it"
                .formatted(path, problem, DATA.path("date").asText(), name));
    }

    private static void require(boolean isMet, String path, String rule, Object value) {
        if (!isMet) {
            throw new IllegalArgumentException("'%s' must be %s, got: %s".formatted(path, rule, value));
        }
    }

    /** Tokens are texts, numbers, or objects of the CDK that no JSON has. */
    private static boolean isUnknown(Object value) {
        if (value instanceof String text) {
            return Tokens.isUnresolved(text);
        }
        return value instanceof Number number
                ? Tokens.isUnresolved(number)
                : !(value instanceof Boolean || value instanceof Map<?, ?> || value instanceof Collection<?>);
    }
}
