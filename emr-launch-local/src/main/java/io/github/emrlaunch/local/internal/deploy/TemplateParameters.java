package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.NetworkLookup;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a template with their values, see <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">Parameters
 * syntax</a> and <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html">supplied
 * parameter types</a>.
 */
final class TemplateParameters {
    private static final String STORED = "AWS::SSM::Parameter::Value<";
    private static final String LIST = "List<";

    private final JsonNode declarations;
    private final Map<String, String> given;
    private final NetworkLookup network;
    private final StoredValues stored;

    TemplateParameters(JsonNode declarations, Map<String, String> given, NetworkLookup network, StoredValues stored) {
        this.declarations = declarations;
        this.given = given;
        this.network = network;
        this.stored = stored;
    }

    /** Returns the values of {@code Ref}: texts, numbers and lists. */
    Map<String, JsonNode> values() {
        TreeSet<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeIf(declarations::has);
        if (!unknown.isEmpty()) {
            throw new DeploymentException("$.Parameters: Parameters: " + unknown + " do not exist in the template");
        }
        Map<String, JsonNode> values = new HashMap<>();
        List<String> missing = new ArrayList<>();
        declarations.properties().forEach(entry -> {
            String value = given.getOrDefault(entry.getKey(), AwsJson.text(entry.getValue(), "Default"));
            if (value == null) {
                missing.add(entry.getKey());
            } else {
                values.put(entry.getKey(), value(entry.getKey(), entry.getValue(), value));
            }
        });
        if (!missing.isEmpty()) {
            throw new DeploymentException("$.Parameters: Parameters: " + missing
                    + " must have values: they have neither a value nor a default");
        }
        return values;
    }

    private JsonNode value(String name, JsonNode declared, String value) {
        String type = AwsJson.text(declared, "Type", "");
        check(name, declared, type, value);
        if (type.startsWith(STORED)) {
            String inner = type.substring(STORED.length(), type.length() - 1);
            return typed(name, inner, stored.parameter(value, where(name)));
        }
        if (type.equals("AWS::SSM::Parameter::Name")) {
            stored.parameter(value, where(name));
        }
        return typed(name, type, value);
    }

    private JsonNode typed(String name, String type, String value) {
        if (type.equals("CommaDelimitedList") || type.startsWith(LIST)) {
            String element = type.startsWith(LIST) ? type.substring(LIST.length(), type.length() - 1) : "String";
            ArrayNode list = AwsJson.array();
            elements(value).forEach(part -> list.add(single(name, element, part)));
            return list;
        }
        return single(name, type, value);
    }

    private static List<String> elements(String value) {
        return value.isEmpty()
                ? List.of()
                : List.of(value.split(",", -1)).stream().map(String::strip).toList();
    }

    private JsonNode single(String name, String type, String value) {
        switch (type) {
            case "Number" -> {
                return number(name, value);
            }
            case "AWS::EC2::Subnet::Id" -> requireExisting(name, value, NetworkLookup::hasSubnet);
            case "AWS::EC2::SecurityGroup::Id" -> requireExisting(name, value, NetworkLookup::hasSecurityGroup);
            default -> {
                if (!type.equals("String") && !type.startsWith("AWS::")) {
                    throw new DeploymentException(
                            where(name) + ": Template format error: Unrecognized parameter type: " + type);
                }
            }
        }
        return TextNode.valueOf(value);
    }

    private void requireExisting(String name, String id, BiPredicate<NetworkLookup, String> exists) {
        if (!exists.test(network, id)) {
            throw new DeploymentException(where(name) + ": Parameter validation failed: parameter value " + id
                    + " for parameter name " + name + " does not exist");
        }
    }

    /** Converts an integer to a number for properties that require one. Other values stay texts. */
    private static JsonNode number(String name, String value) {
        BigDecimal number = decimal(name, value);
        return number.scale() == 0 && number.toPlainString().equals(value)
                ? LongNode.valueOf(number.longValue())
                : TextNode.valueOf(value);
    }

    private static BigDecimal decimal(String name, String value) {
        try {
            return new BigDecimal(value.strip());
        } catch (NumberFormatException e) {
            throw new DeploymentException(
                    where(name) + ": Parameter '" + name + "' must be a number, got: " + value, e);
        }
    }

    private static void check(String name, JsonNode declared, String type, String value) {
        List<String> values =
                type.equals("CommaDelimitedList") || type.startsWith(LIST) ? elements(value) : List.of(value);
        for (String each : values) {
            JsonNode allowed = declared.path("AllowedValues");
            if (allowed.isArray() && !contains(allowed, each)) {
                throw violated(name, declared, "must be one of AllowedValues " + allowed);
            }
            String pattern = AwsJson.text(declared, "AllowedPattern");
            if (pattern != null && !each.matches(pattern)) {
                throw violated(name, declared, "must match pattern " + pattern);
            }
        }
        limit(name, declared, "MinLength", value.length(), true);
        limit(name, declared, "MaxLength", value.length(), false);
        if (type.equals("Number")) {
            BigDecimal number = decimal(name, value);
            limit(name, declared, "MinValue", number.doubleValue(), true);
            limit(name, declared, "MaxValue", number.doubleValue(), false);
        }
    }

    private static boolean contains(JsonNode allowed, String value) {
        for (JsonNode each : allowed) {
            if (each.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static void limit(String name, JsonNode declared, String limit, double value, boolean isMinimum) {
        @Nullable String text = AwsJson.text(declared, limit);
        if (text != null) {
            double bound = Double.parseDouble(text);
            if (isMinimum ? value < bound : value > bound) {
                throw violated(
                        name, declared, (isMinimum ? "must be at least " : "must be at most ") + text + " by " + limit);
            }
        }
    }

    private static DeploymentException violated(String name, JsonNode declared, String rule) {
        String description = AwsJson.text(declared, "ConstraintDescription");
        return new DeploymentException(where(name) + ": "
                + (description == null
                        ? "Parameter '" + name + "' " + rule
                        : "Parameter " + name + " failed to satisfy constraint: " + description));
    }

    private static String where(String name) {
        return "$.Parameters." + name;
    }
}
