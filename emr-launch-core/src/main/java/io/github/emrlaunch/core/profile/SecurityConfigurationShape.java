package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Checks the members of a security configuration and their values against EMR's guide. EMR has no model of a security
 * configuration, and adds members. An unlisted member or value passes with a warning, unless it nearly matches a listed
 * one.
 */
final class SecurityConfigurationShape {
    private static final JsonNode DATA = load();

    private final List<SecurityConfigurationWarning> warnings = new ArrayList<>();

    private SecurityConfigurationShape() {}

    private static JsonNode load() {
        try (InputStream in = SecurityConfigurationShape.class.getResourceAsStream("security-configuration.json")) {
            return Json.parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The members of security configurations can't be read", e);
        }
    }

    /**
     * Checks a security configuration. Tokens pass.
     *
     * @return warnings about members that EMR may refuse
     * @throws IllegalArgumentException if a value has another type, or a member or value nearly matches a known one
     */
    static List<SecurityConfigurationWarning> check(Map<String, ?> securityConfiguration) {
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
                unknown(child, "is not a member of a security configuration", name, names);
            }
        });
    }

    private void check(JsonNode known, Object value, String path) {
        if (known.isTextual()) {
            checkValue(known.textValue(), value, path);
        } else if (known.has("oneOf")) {
            checkOneOf(known, value, path);
        } else if (known.has("listOf")) {
            checkList(known.get("listOf"), value, path);
        } else if (known.has("from")) {
            checkNumber(known, value, path);
        } else if (value instanceof Map<?, ?> members) {
            checkMembers(known, members, path);
        } else {
            require(isUnknown(value), path, "an object", value);
        }
    }

    private void checkOneOf(JsonNode known, Object value, String path) {
        List<String> names = new ArrayList<>();
        known.get("oneOf").forEach(name -> names.add(name.textValue()));
        if (isUnknown(value) || names.contains(value)) {
            return;
        }
        require(value instanceof String && !known.path("closed").asBoolean(), path, "one of " + names, value);
        unknown(path, "is none of " + names, String.valueOf(value), names);
    }

    private void checkList(JsonNode element, Object value, String path) {
        if (value instanceof Collection<?> elements) {
            int index = 0;
            for (Object each : elements) {
                check(element, each, path + "." + index);
                index++;
            }
        } else {
            require(isUnknown(value), path, "a list", value);
        }
    }

    /** Checks a number in any notation: examples in the guide also write numbers as strings. */
    private static void checkNumber(JsonNode range, Object value, String path) {
        if (isUnknown(value)) {
            return;
        }
        String from = range.get("from").asText();
        String rule = range.has("to")
                ? "a whole number, %s to %s".formatted(from, range.get("to").asText())
                : "a whole number, at least " + from;
        try {
            BigDecimal number = new BigDecimal(String.valueOf(value));
            require(
                    number.stripTrailingZeros().scale() <= 0
                            && number.compareTo(new BigDecimal(from)) >= 0
                            && (!range.has("to")
                                    || number.compareTo(range.get("to").decimalValue()) <= 0),
                    path,
                    rule,
                    value);
        } catch (NumberFormatException e) {
            require(false, path, rule, value);
        }
    }

    private void checkValue(String type, Object value, String path) {
        switch (type) {
            // Examples in the guide also write true and false as strings.
            case "boolean" ->
                require(
                        value instanceof Boolean || value.equals("true") || value.equals("false") || isUnknown(value),
                        path,
                        "true or false",
                        value);
            case "text" -> require(value instanceof String || isUnknown(value), path, "a text", value);
            case "key" -> {
                require(value instanceof String || isUnknown(value), path, "the ARN of a key", value);
                if (value instanceof String text) {
                    ofKey(path, text).ifPresent(warnings::add);
                }
            }
            default -> throw new IllegalStateException("Unknown type of a security configuration member: " + type);
        }
    }

    /** Warns about a key that is not specified by its ARN. */
    static Optional<SecurityConfigurationWarning> ofKey(String path, String key) {
        if (Tokens.isUnresolved(key) && !KeyAccess.isAlias(key)) {
            return Optional.empty();
        }
        String advice = "and EMR's guide requires the ARN of a key, as Key.fromLookup finds it: " + key;
        if (KeyAccess.isAlias(key) || key.startsWith("alias/")) {
            return Optional.of(
                    new SecurityConfigurationWarning("keyIsAlias", "'%s' is an alias, %s".formatted(path, advice)));
        }
        return key.startsWith("arn:")
                ? Optional.empty()
                : Optional.of(new SecurityConfigurationWarning(
                        "keyIsNoArn", "'%s' is not an ARN, %s".formatted(path, advice)));
    }

    private void unknown(String path, String problem, String name, List<String> known) {
        Optional<String> meant = NearestName.meant(name, known);
        if (meant.isPresent()) {
            throw new IllegalArgumentException(
                    "'%s' %s, got: %s. '%s' is probably meant; if EMR knows it, use 'uncheckedSecurityConfiguration'"
                            .formatted(path, problem, name, meant.get()));
        }
        warnings.add(new SecurityConfigurationWarning(
                "securityConfigurationUnknown",
                "'%s' %s that EMR's guide listed on %s, got: %s. It is sent unchanged, and EMR may refuse it"
                        .formatted(path, problem, DATA.path("date").asText(), name)));
    }

    private static void require(boolean isMet, String path, String rule, Object value) {
        if (!isMet) {
            throw new IllegalArgumentException("'%s' must be %s, got: %s".formatted(path, rule, value));
        }
    }

    /** Returns whether a value is a token: a string, a number, or a CDK object that JSON does not have. */
    static boolean isUnknown(Object value) {
        if (value instanceof String text) {
            return Tokens.isUnresolved(text);
        }
        return value instanceof Number number
                ? Tokens.isUnresolved(number)
                : !(value instanceof Boolean || value instanceof Map<?, ?> || value instanceof Collection<?>);
    }
}
