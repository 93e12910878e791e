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
 * A value that an execution may override, and the values that it may give. Clusters, jobs on EMR Serverless and arguments of steps
 * have the same rules.
 *
 * <pre>{@code
 * OverrideRule.of("Instances.InstanceGroups.1.InstanceCount").withMinimum(1).withMaximum(20)
 * OverrideRule.of("Instances.InstanceGroups.1.InstanceType").withAllowedValues("m7g.xlarge", "m7g.2xlarge")
 * OverrideRule.of("Day").withDefault("2026-01-01").withPattern("\\d{4}-\\d{2}-\\d{2}")
 * }</pre>
 *
 * <p>Numbers are compared as IEEE 754 doubles, as JSONata does: {@code 4} and {@code 4.0} are the same integer, and integers beyond
 * 2<sup>53</sup> are none.
 *
 * @param target what is overridden. Of a cluster: the path in the RunJobFlow request, member names and list indexes from 0 joined
 *     by dots, such as {@code Instances.InstanceGroups.1.InstanceCount}. Otherwise: the name by which an execution gives the value
 * @param defaultValue the value of an execution that gives none; null when it isn't known
 * @param type the type of the value; null for that of the default, or else of the value that is replaced
 * @param minimum the smallest number allowed, itself included; null for no limit
 * @param maximum the largest number allowed, itself included; null for no limit
 * @param allowedValues the only values allowed: strings, numbers or booleans; empty for no limit
 * @param prefix the beginning of each string allowed; null for any
 * @param pattern what a string must match as a whole; null for anything
 * @param otherMembers what the stored object has besides, kept as it is
 * @param securityAcknowledged whether the author knows that the value bears on security; it is not stored
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
     * A regular expression that finds what leads a path elsewhere: Hadoop resolves {@code ..}, takes {@code {a,b}} for two paths, and drops
     * a backslash. Jobs of Hadoop and Spark split paths at commas.
     *
     * @see <a href="https://hadoop.apache.org/docs/stable/api/org/apache/hadoop/fs/FileSystem.html#globStatus-org.apache.hadoop.fs.Path-">
     *     FileSystem.globStatus</a>
     */
    public static final String PATH_ELSEWHERE = "(^|/)\\.\\.(/|$)|[{},\\u005c]";

    private static final Pattern LEADS_ELSEWHERE = Pattern.compile(PATH_ELSEWHERE);

    /** What the CDK writes into a text for what only the deployment knows. */
    private static final Pattern TOKEN = Pattern.compile("[$#]\\{Token\\[");

    /** Beyond it are the numbers that the CDK writes for those that only the deployment knows. */
    private static final BigDecimal LARGEST_KNOWN = new BigDecimal("1e280");

    /** How many characters of a refused string a message has. */
    public static final int MAX_QUOTED = 100;

    /**
     * Checks that the minimum isn't above the maximum and that the allowed values are comparable.
     *
     * @throws IllegalArgumentException when they aren't
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
     * A rule that allows any value of the type that is replaced.
     *
     * @param target the path in the RunJobFlow request, or the name by which an execution gives the value
     * @throws IllegalArgumentException when only the deployment knows it
     */
    public static OverrideRule of(String target) {
        requireKnown("target", target);
        return new OverrideRule(target, null, null, null, null, List.of(), null, null, Json.object(), false);
    }

    /**
     * The same with a default. Of a cluster it informs readers only: the cluster configuration has the value.
     *
     * @param value a string, number, boolean, list or map; null for none
     * @throws IllegalArgumentException when it is something else
     */
    public OverrideRule withDefault(@Nullable Object value) {
        JsonNode json = value == null ? null : Json.of(value);
        return with(json, type, minimum, maximum, allowedValues, prefix, pattern);
    }

    /** The same for values of this type; null for that of the default, or else of the value that is replaced. */
    public OverrideRule withType(@Nullable ValueType newType) {
        return with(defaultValue, newType, minimum, maximum, allowedValues, prefix, pattern);
    }

    /** The same for numbers from this one on. */
    public OverrideRule withMinimum(Number number) {
        return withBounds(decimal(number), maximum);
    }

    /** The same for numbers up to this one. */
    public OverrideRule withMaximum(Number number) {
        return withBounds(minimum, decimal(number));
    }

    /** The same without a minimum. */
    public OverrideRule withoutMinimum() {
        return withBounds(null, maximum);
    }

    /** The same without a maximum. */
    public OverrideRule withoutMaximum() {
        return withBounds(minimum, null);
    }

    private OverrideRule withBounds(@Nullable BigDecimal newMinimum, @Nullable BigDecimal newMaximum) {
        return with(defaultValue, type, newMinimum, newMaximum, allowedValues, prefix, pattern);
    }

    /**
     * The same for these values only.
     *
     * @param values strings, numbers or booleans; none for no limit
     */
    public OverrideRule withAllowedValues(Object... values) {
        return withAllowedValues(List.of(values));
    }

    /**
     * The same for these values only.
     *
     * @param values strings, numbers or booleans; none for no limit
     */
    public OverrideRule withAllowedValues(List<?> values) {
        List<JsonNode> json = values.stream().map(Json::of).toList();
        return with(defaultValue, type, minimum, maximum, json, prefix, pattern);
    }

    /**
     * The same for strings with this beginning, such as {@code s3://bucket/data/}. Where it has a slash, the strings are paths, and
     * none with {@code ..} between slashes, braces, commas or backslashes is allowed, since Hadoop would look elsewhere.
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
     * The same for strings that match a regular expression as a whole, such as <code>\d{4}-\d{2}-\d{2}</code>. Where it has a slash,
     * the strings are paths, and none with {@code ..} between slashes, braces, commas or backslashes is allowed, since Hadoop would look elsewhere.
     *
     * @throws IllegalArgumentException when it has more than a {@link TextPattern} may have, or only the deployment knows it
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
     * The same for a value that bears on security, such as a bootstrap action: whoever may start executions chooses it, within the rule.
     * Without it such a rule needs values that it lists, or a number.
     *
     * @see OverridePath#securityConsequence
     */
    public OverrideRule acknowledgeSecurity() {
        return new OverrideRule(
                target, defaultValue, type, minimum, maximum, allowedValues, prefix, pattern, otherMembers, true);
    }

    /**
     * Whether the rule lets an execution choose freely what bears on security: neither values are listed, nor is it a number.
     *
     * @param request the part of a RunJobFlow request that a cluster configuration decides
     * @throws InvalidOverrideException when the target is no path, or reaches what the profile decides
     */
    public boolean opensSecurity(ObjectNode request) {
        OverridePath path = OverridePath.parse(target);
        if (path.securityConsequence().isEmpty() || !allowedValues.isEmpty()) {
            return false;
        }
        ValueType valueType = replacing(path.get(request)).valueType();
        return valueType != ValueType.NUMBER && valueType != ValueType.INTEGER;
    }

    /** The same without the default, whose type stays. */
    OverrideRule withoutDefault() {
        return withType(typeOr(null)).withDefault(null);
    }

    /** The same with the type of the value that is replaced, unless type or default say one. */
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
                    "The %s of an override must be known at synth, got what only the deployment knows"
                            .formatted(property));
        }
    }

    private static boolean isUnknown(BigDecimal bound) {
        return bound.abs().compareTo(LARGEST_KNOWN) > 0;
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    /** The type that values must have, from the type, the default or the constraints; null for any. */
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

    /** Whether the values are paths: the prefix or the pattern has a slash. */
    public boolean isPath() {
        return (prefix != null && prefix.contains("/"))
                || (pattern != null && pattern.text().contains("/"));
    }

    /** Whether the values are strings of which only a part is known. */
    public boolean isOpenText() {
        return valueType() == ValueType.STRING && allowedValues.isEmpty();
    }

    /** The values that are allowed, in words: {@code an integer, 1 to 10}. */
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
     * What is wrong with a value: {@code must be an integer, 1 to 10, got: 11}; null when it is allowed.
     *
     * @param value the value that an execution gives; a missing node when it gives none
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

    /** Reads a rule whose target stands outside of it. */
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

    /** The stored form with the target in it, which is a path. */
    ObjectNode toJson() {
        return Json.object().put("JsonPath", target).setAll(toJsonWithoutTarget());
    }

    /** The stored form of a rule whose target stands outside of it. */
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

    /** Rules by name, as definitions hold them. */
    public static ObjectNode toJson(Map<String, OverrideRule> rules) {
        ObjectNode json = Json.object();
        rules.forEach((name, rule) -> json.set(name, rule.toJson()));
        return json;
    }

    /**
     * Reads rules by name.
     *
     * @param json what {@link #toJson(Map)} writes
     * @param path what messages call it
     * @throws InvalidDefinitionException when it is something else
     */
    public static Map<String, OverrideRule> read(JsonNode json, String path) {
        return new Members(json, path).remainingObjects(OverrideRule::read);
    }
}
