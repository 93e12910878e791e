package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value that an execution may override, and the allowed values. Clusters, EMR Serverless jobs and arguments of steps
 * have the same rules.
 *
 * <pre>{@code
 * OverrideRule.of("Instances.InstanceGroups.1.InstanceCount").withMinimum(1).withMaximum(20)
 * OverrideRule.of("Instances.InstanceGroups.1.InstanceType").withAllowedValues("m7g.xlarge", "m7g.2xlarge")
 * OverrideRule.of("Day").withDefault("2026-01-01").withPattern("\\d{4}-\\d{2}-\\d{2}")
 * }</pre>
 *
 * <p>Numbers are compared as IEEE 754 doubles, as in JSONata: {@code 4} and {@code 4.0} are the same integer, and numbers beyond
 * 2<sup>53</sup> are not integers.
 *
 * @param target the target. For a cluster: the path in the RunJobFlow request, member names and list indexes from 0 joined
 *     by dots, such as {@code Instances.InstanceGroups.1.InstanceCount}. Otherwise: the name by which an execution sets the value
 * @param defaultValue the value if an execution does not set it; null if it is not known
 * @param type the type of the value; null for that of the default, or of the replaced value
 * @param minimum the smallest number allowed, inclusive; null for no limit
 * @param maximum the largest number allowed, inclusive; null for no limit
 * @param allowedValues the only values allowed: strings, numbers or booleans; empty for no limit, as in a stored rule without them
 * @param prefix the required prefix of strings; null for any
 * @param pattern the pattern that a complete string must match; null for any
 * @param otherMembers the other members of the stored object, unchanged
 * @param securityAcknowledged whether the author has acknowledged that the value is security-relevant; it is not stored
 */
public record OverrideRule(
        String target,
        @Nullable JsonNode defaultValue,
        @Nullable ValueType type,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        List<JsonNode> allowedValues,
        @Nullable String prefix,
        @Nullable TextPattern pattern,
        ObjectNode otherMembers,
        boolean securityAcknowledged) {
    /**
     * A regular expression for parts of paths that lead to other locations: Hadoop resolves {@code ..}, expands {@code {a,b}} to two paths,
     * and removes
     * backslashes. Jobs of Hadoop and Spark split paths at commas.
     *
     * @see <a href="https://hadoop.apache.org/docs/stable/api/org/apache/hadoop/fs/FileSystem.html#globStatus-org.apache.hadoop.fs.Path-">
     *     FileSystem.globStatus</a>
     */
    public static final String PATH_ELSEWHERE = "(^|/)\\.\\.(/|$)|[{},\\u005c]";

    private static final Pattern LEADS_ELSEWHERE = Pattern.compile(PATH_ELSEWHERE);

    /** The CDK's token for a value in a string that is known only at deployment. */
    private static final Pattern TOKEN = Pattern.compile("[$#]\\{Token\\[");

    /** Larger numbers are the CDK's tokens for numbers that are known only at deployment. */
    private static final BigDecimal LARGEST_KNOWN = new BigDecimal("1e280");

    /** The number of characters of a refused string in a message. */
    public static final int MAX_QUOTED = 100;

    /**
     * Checks that the minimum is not above the maximum and that the allowed values are comparable.
     *
     * @throws IllegalArgumentException otherwise
     */
    public OverrideRule {
        if (minimum != null
                && maximum != null
                && !isUnknown(minimum)
                && !isUnknown(maximum)
                && minimum.compareTo(maximum) > 0) {
            throw new IllegalArgumentException("The override of '%s' has a minimum (%s) above its maximum (%s)"
                    .formatted(target, minimum, maximum));
        }
        allowedValues = List.copyOf(allowedValues);
        for (JsonNode value : allowedValues) {
            if (!value.isValueNode() || value.isNull()) {
                throw new IllegalArgumentException(
                        "The allowed values of the override of '%s' must be strings, numbers or booleans, got: %s"
                                .formatted(target, value));
            }
        }
    }

    /**
     * Returns a rule that allows any value of the type of the replaced value.
     *
     * @param target the path in the RunJobFlow request, or the name by which an execution sets the value
     * @throws IllegalArgumentException when it is known only at deployment
     */
    public static OverrideRule of(String target) {
        requireKnown("target", target);
        return new OverrideRule(target, null, null, null, null, List.of(), null, null, Json.object(), false);
    }

    /**
     * Returns this rule with a default. For a cluster it is only informative: the cluster configuration has the value.
     *
     * @param value a string, number, boolean, list or map; null for none
     * @throws IllegalArgumentException when it is something else
     */
    public OverrideRule withDefault(@Nullable Object value) {
        JsonNode json = value == null ? null : Json.of(value);
        return with(json, type, minimum, maximum, allowedValues, prefix, pattern);
    }

    /** Returns this rule for values of this type; null for that of the default, or of the replaced value. */
    public OverrideRule withType(@Nullable ValueType newType) {
        return with(defaultValue, newType, minimum, maximum, allowedValues, prefix, pattern);
    }

    /** Returns this rule with a minimum. */
    public OverrideRule withMinimum(Number number) {
        return withBounds(decimal(number), maximum);
    }

    /** Returns this rule with a maximum. */
    public OverrideRule withMaximum(Number number) {
        return withBounds(minimum, decimal(number));
    }

    /** Returns this rule without a minimum. */
    public OverrideRule withoutMinimum() {
        return withBounds(null, maximum);
    }

    /** Returns this rule without a maximum. */
    public OverrideRule withoutMaximum() {
        return withBounds(minimum, null);
    }

    private OverrideRule withBounds(@Nullable BigDecimal newMinimum, @Nullable BigDecimal newMaximum) {
        return with(defaultValue, type, newMinimum, newMaximum, allowedValues, prefix, pattern);
    }

    /**
     * Returns this rule for these values only.
     *
     * @param values strings, numbers or booleans, at least one
     * @throws IllegalArgumentException when there are none, or one is something else
     */
    public OverrideRule withAllowedValues(Object... values) {
        return withAllowedValues(List.of(values));
    }

    /**
     * Returns this rule for these values only, as a list.
     *
     * @param values strings, numbers or booleans, at least one
     * @throws IllegalArgumentException when there are none, or one is something else
     */
    public OverrideRule withAllowedValues(List<?> values) {
        // A rule without values has no limit. A list that is empty by mistake must not remove the limit.
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    ("The list of allowed values of the override of '%s' is empty, which would not limit the value. "
                                    + "List at least one value, or remove withAllowedValues")
                            .formatted(target));
        }
        List<JsonNode> json = values.stream().map(Json::of).toList();
        return with(defaultValue, type, minimum, maximum, json, prefix, pattern);
    }

    /**
     * Returns this rule for strings with a prefix, such as {@code s3://bucket/data/}. If it has a slash, the strings are paths, and
     * must not have {@code ..} between slashes, braces, commas or backslashes, because Hadoop would read another location.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public OverrideRule withPrefix(String newPrefix) {
        if (newPrefix.isEmpty()) {
            throw new IllegalArgumentException(
                    "The prefix of the override of '%s' must not be empty".formatted(target));
        }
        return with(defaultValue, type, minimum, maximum, allowedValues, newPrefix, pattern);
    }

    /**
     * Returns this rule for strings that completely match a regular expression, such as <code>\d{4}-\d{2}-\d{2}</code>. If it has a slash,
     * the strings are paths, and must not have {@code ..} between slashes, braces, commas or backslashes, because Hadoop would read another
     * location.
     *
     * @throws IllegalArgumentException when it has syntax that {@link TextPattern} does not support, or is known only at deployment
     */
    public OverrideRule withPattern(String regularExpression) {
        requireKnown("pattern", regularExpression);
        TextPattern parsed = new TextPattern(regularExpression);
        return with(defaultValue, type, minimum, maximum, allowedValues, prefix, parsed);
    }

    private OverrideRule with(
            @Nullable JsonNode newDefault,
            @Nullable ValueType newType,
            @Nullable BigDecimal newMinimum,
            @Nullable BigDecimal newMaximum,
            List<JsonNode> newValues,
            @Nullable String newPrefix,
            @Nullable TextPattern newPattern) {
        return new OverrideRule(
                target,
                newDefault,
                newType,
                newMinimum,
                newMaximum,
                newValues,
                newPrefix,
                newPattern,
                otherMembers,
                securityAcknowledged);
    }

    /**
     * Returns this rule with an acknowledgement that the value is security-relevant, such as a bootstrap action: everybody who may start
     * executions can choose it, within the rule.
     * Without it such a rule must list values, or be for numbers.
     *
     * @see OverridePath#securityConsequence
     */
    public OverrideRule acknowledgeSecurity() {
        return new OverrideRule(
                target, defaultValue, type, minimum, maximum, allowedValues, prefix, pattern, otherMembers, true);
    }

    /**
     * Returns whether the rule allows an execution to choose a security-relevant value freely: it does not list values and is not for
     * numbers.
     *
     * @param request the part of a RunJobFlow request from a cluster configuration
     * @throws InvalidOverrideException when the target is not a path, or refers to a setting of the profile
     */
    public boolean opensSecurity(ObjectNode request) {
        OverridePath path = OverridePath.parse(target);
        if (path.securityConsequence().isEmpty() || !allowedValues.isEmpty()) {
            return false;
        }
        ValueType valueType = replacing(path.get(request)).valueType();
        return valueType != ValueType.NUMBER && valueType != ValueType.INTEGER;
    }

    /** Returns this rule without the default, but with its type. */
    OverrideRule withoutDefault() {
        return withType(typeOr(null)).withDefault(null);
    }

    /** Returns this rule with the type of the replaced value, unless it has a type or default. */
    OverrideRule replacing(@Nullable JsonNode current) {
        return withType(typeOr(current));
    }

    private @Nullable ValueType typeOr(@Nullable JsonNode current) {
        if (type != null) {
            return type;
        }
        ValueType ofDefault = ValueType.of(defaultValue);
        return ofDefault != null ? ofDefault : ValueType.of(current);
    }

    private static void requireKnown(String property, String text) {
        if (TOKEN.matcher(text).find()) {
            throw new IllegalArgumentException(
                    "The %s of an override must be known at synthesis, got a value that is known only at deployment"
                            .formatted(property));
        }
    }

    private static boolean isUnknown(BigDecimal bound) {
        return bound.abs().compareTo(LARGEST_KNOWN) > 0;
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    /** Returns the type that values must have, from the type, the default or the constraints; null for any. */
    public @Nullable ValueType valueType() {
        ValueType known = typeOr(null);
        if (known != null) {
            return known;
        }
        return isBounded() ? ValueType.NUMBER : isText() ? ValueType.STRING : null;
    }

    private boolean isBounded() {
        return minimum != null || maximum != null;
    }

    private boolean isText() {
        return prefix != null || pattern != null;
    }

    /** Returns whether the values are paths: the prefix or the pattern has a slash. */
    public boolean isPath() {
        return (prefix != null && prefix.contains("/"))
                || (pattern != null && pattern.text().contains("/"));
    }

    /** Returns whether the values are strings that are not completely constrained. */
    public boolean isOpenText() {
        return valueType() == ValueType.STRING && allowedValues.isEmpty();
    }

    /** Returns a description of the allowed values: {@code an integer, 1 to 10}. */
    public String constraint() {
        List<String> parts = new ArrayList<>();
        ValueType valueType = valueType();
        if (allowedValues.isEmpty()) {
            parts.add(valueType == null ? "a value" : valueType.description());
        } else {
            parts.add("one of " + allowedValues.stream().map(JsonNode::asText).collect(Collectors.joining(", ")));
        }
        if (minimum != null && maximum != null) {
            parts.add("%s to %s".formatted(minimum.toPlainString(), maximum.toPlainString()));
        } else if (minimum != null) {
            parts.add(minimum.toPlainString() + " or more");
        } else if (maximum != null) {
            parts.add(maximum.toPlainString() + " or less");
        }
        if (prefix != null) {
            parts.add("beginning with " + prefix);
        }
        if (pattern != null) {
            parts.add("matching " + pattern);
        }
        if (isPath()) {
            parts.add("without .., commas, { } or \\ in it");
        }
        return String.join(", ", parts);
    }

    /**
     * Returns the violation of a value: {@code must be an integer, 1 to 10, got: 11}; null if it is allowed.
     *
     * @param value the value of an execution; a missing node if there is none
     */
    public @Nullable String violation(JsonNode value) {
        return allows(value) ? null : "must be %s, got: %s".formatted(constraint(), OverrideValue.inWords(value));
    }

    private boolean allows(JsonNode value) {
        ValueType valueType = valueType();
        return !value.isNull()
                && !value.isMissingNode()
                && (valueType == null || valueType.matches(value))
                && (allowedValues.isEmpty() || allowedValues.stream().anyMatch(one -> OverrideValue.same(one, value)))
                && (!isBounded() || isWithinBounds(value))
                && (!isText() || isAllowedText(value));
    }

    private boolean isWithinBounds(JsonNode value) {
        return ValueType.NUMBER.matches(value)
                && (minimum == null || value.doubleValue() >= minimum.doubleValue())
                && (maximum == null || value.doubleValue() <= maximum.doubleValue());
    }

    private boolean isAllowedText(JsonNode value) {
        return value.isTextual()
                && (prefix == null || value.textValue().startsWith(prefix))
                && (pattern == null || pattern.matches(value.textValue()))
                && !(isPath() && LEADS_ELSEWHERE.matcher(value.textValue()).find());
    }

    static OverrideRule read(Members members) {
        return read(members.requiredString("JsonPath"), members);
    }

    /** Reads a rule without its target. */
    static OverrideRule read(String target, Members members) {
        String pattern = members.unwrittenWhenUnset("Pattern", members::string);
        return new OverrideRule(
                target,
                members.any("Default"),
                members.constant("Type", ValueType.class),
                members.decimal("Minimum"),
                members.decimal("Maximum"),
                members.values("AllowedValues"),
                members.unwrittenWhenUnset("Prefix", members::string),
                pattern == null ? null : new TextPattern(pattern),
                members.rest(),
                false);
    }

    /** Reads rules whose targets are the names of their members. */
    static Map<String, OverrideRule> readByTarget(ObjectNode rules, String path) {
        Map<String, OverrideRule> byTarget = new LinkedHashMap<>();
        rules.properties()
                .forEach(rule -> byTarget.put(
                        rule.getKey(), read(rule.getKey(), new Members(rule.getValue(), path + "." + rule.getKey()))));
        return byTarget;
    }

    /** Returns the stored form with the target, which is a path. */
    ObjectNode toJson() {
        return Json.object().put("JsonPath", target).setAll(toJsonWithoutTarget());
    }

    /** Returns the stored form without the target. */
    ObjectNode toJsonWithoutTarget() {
        ObjectNode json = otherMembers.deepCopy();
        json.set("Default", defaultValue == null ? null : defaultValue.deepCopy());
        if (minimum != null) {
            json.put("Minimum", minimum);
        }
        if (maximum != null) {
            json.put("Maximum", maximum);
        }
        if (type != null) {
            json.put("Type", type.name());
        }
        if (!allowedValues.isEmpty()) {
            ArrayNode values = json.putArray("AllowedValues");
            allowedValues.forEach(values::add);
        }
        if (prefix != null) {
            json.put("Prefix", prefix);
        }
        if (pattern != null) {
            json.put("Pattern", pattern.text());
        }
        return json;
    }

    /** Returns rules by name in the form of definitions. */
    public static ObjectNode toJson(Map<String, OverrideRule> rules) {
        ObjectNode json = Json.object();
        rules.forEach((name, rule) -> json.set(name, rule.toJson()));
        return json;
    }

    /**
     * Reads rules by name.
     *
     * @param json the JSON from {@link #toJson(Map)}
     * @param path the path in messages
     * @throws InvalidDefinitionException when it has another form
     */
    public static Map<String, OverrideRule> read(JsonNode json, String path) {
        return new Members(json, path).remainingObjects(OverrideRule::read);
    }
}
