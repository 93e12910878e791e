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
 * The members of a security configuration and their values, as EMR's guide lists them. EMR has no model of it, and learns members: what the
 * list doesn't have passes with a warning, unless it is nearly something that it has.
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
     * Checks a security configuration. Values that only the deployment knows pass.
     *
     * @return warnings about what EMR may refuse
     * @throws IllegalArgumentException when a value has another type, or a member or value is nearly one that EMR knows
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
                unknown(child, "is no member of a security configuration", name, names);
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

    /** In any notation: the guide's own examples write numbers as texts, too. */
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
            // The guide's own examples write true and false as texts, too.
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
            default -> throw new IllegalStateException("No type of a member of a security configuration: " + type);
        }
    }

    /** Warns of a key that is named otherwise than by its ARN. */
    static Optional<SecurityConfigurationWarning> ofKey(String path, String key) {
        if (Tokens.isUnresolved(key) && !KeyAccess.isAlias(key)) {
            return Optional.empty();
        }
        String advice = "and EMR's guide asks for the ARN of a key, as Key.fromLookup finds it: " + key;
        if (KeyAccess.isAlias(key) || key.startsWith("alias/")) {
            return Optional.of(
                    new SecurityConfigurationWarning("keyIsAlias", "'%s' is an alias, %s".formatted(path, advice)));
        }
        return key.startsWith("arn:")
                ? Optional.empty()
                : Optional.of(
                        new SecurityConfigurationWarning("keyIsNoArn", "'%s' is no ARN, %s".formatted(path, advice)));
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
                "'%s' %s that EMR's guide listed on %s, got: %s. It is sent as it is, and EMR may refuse it"
                        .formatted(path, problem, DATA.path("date").asText(), name)));
    }

    private static void require(boolean isMet, String path, String rule, Object value) {
        if (!isMet) {
            throw new IllegalArgumentException("'%s' must be %s, got: %s".formatted(path, rule, value));
        }
    }

    /** Tokens are texts, numbers, or objects of the CDK that no JSON has. */
    static boolean isUnknown(Object value) {
        if (value instanceof String text) {
            return Tokens.isUnresolved(text);
        }
        return value instanceof Number number
                ? Tokens.isUnresolved(number)
                : !(value instanceof Boolean || value instanceof Map<?, ?> || value instanceof Collection<?>);
    }
}
