package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a request or of a part of it, with the constraints of the service's model, see <a
 * href="https://smithy.io/2.0/spec/constraint-traits.html">constraint traits</a>. One ValidationException reports all violated
 * constraints of a request; a member of the wrong JSON type causes a SerializationException. Unknown members are ignored, as in the JSON
 * protocols.
 */
public final class InputShape {
    private enum Kind {
        STRING,
        INTEGER,
        BOOLEAN,
        LIST,
        MAP,
        STRUCTURE;

        boolean isOf(JsonNode value) {
            return switch (this) {
                case STRING -> value.isTextual();
                case INTEGER -> value.isIntegralNumber();
                case BOOLEAN -> value.isBoolean();
                case LIST -> value.isArray();
                case MAP, STRUCTURE -> value.isObject();
            };
        }
    }

    /**
     * A constraint.
     *
     * @param words the text of the message after "Member must"
     */
    private record Rule(Predicate<JsonNode> holds, String words) {}

    private record Member(InputShape shape, boolean isRequired) {}

    private final Kind kind;
    private final List<Rule> rules;
    /** The shape of the elements of a list or the values of a map. */
    private final @Nullable InputShape element;

    private final Map<String, Member> members;
    private final boolean isSensitive;

    private InputShape(
            Kind kind,
            List<Rule> rules,
            @Nullable InputShape element,
            Map<String, Member> members,
            boolean isSensitive) {
        this.kind = kind;
        this.rules = rules;
        this.element = element;
        this.members = members;
        this.isSensitive = isSensitive;
    }

    private static InputShape scalar(Kind kind) {
        return new InputShape(kind, List.of(), null, Map.of(), false);
    }

    /** A string. */
    public static InputShape text() {
        return scalar(Kind.STRING);
    }

    /** A string with this number of characters. */
    public static InputShape text(int minimum, int maximum) {
        return text().between("length", text -> characters(text.asText()), minimum, maximum);
    }

    /** A string with this number of UTF-8 bytes. Messages do not contain its value. */
    public static InputShape secretText(int minimum, int maximum) {
        return text().between("length", text -> text.asText().getBytes(StandardCharsets.UTF_8).length, minimum, maximum)
                .sensitive();
    }

    /** A Base64 value with this number of bytes. Messages do not contain its value. */
    public static InputShape secretBytes(int minimum, int maximum) {
        return text().between("length", text -> decoded(text).length, minimum, maximum)
                .sensitive();
    }

    public static InputShape number() {
        return scalar(Kind.INTEGER);
    }

    public static InputShape number(int minimum, int maximum) {
        return number().between("value", JsonNode::asLong, minimum, maximum);
    }

    public static InputShape flag() {
        return scalar(Kind.BOOLEAN);
    }

    public static InputShape list(InputShape element) {
        return new InputShape(Kind.LIST, List.of(), element, Map.of(), false);
    }

    /** A list with this number of elements. */
    public static InputShape list(int minimum, int maximum, InputShape element) {
        return list(element).between("length", JsonNode::size, minimum, maximum);
    }

    public static InputShape map(InputShape values) {
        return new InputShape(Kind.MAP, List.of(), values, Map.of(), false);
    }

    public static InputShape structure() {
        return scalar(Kind.STRUCTURE);
    }

    public InputShape required(String name, InputShape shape) {
        return withMember(name, new Member(shape, true));
    }

    public InputShape optional(String name, InputShape shape) {
        return withMember(name, new Member(shape, false));
    }

    /** A string that matches a regular expression completely. */
    public InputShape matching(String regularExpression) {
        Predicate<String> matches = Pattern.compile(regularExpression).asMatchPredicate();
        return with(new Rule(
                text -> matches.test(text.asText()), "satisfy regular expression pattern: " + regularExpression));
    }

    /** A string that is one of these values. */
    public InputShape oneOf(String... values) {
        List<String> known = List.of(values);
        return with(new Rule(text -> known.contains(text.asText()), "satisfy enum value set: " + known));
    }

    /** Wraps a handler with a check of its request. */
    public Operation.Handler checked(Operation.Handler handler) {
        return (context, input) -> {
            check(input);
            return handler.call(context, input);
        };
    }

    /**
     * Checks a request.
     *
     * @throws AwsException when the request violates a constraint
     */
    public void check(ObjectNode input) {
        List<String> violations = new ArrayList<>();
        check("", input, violations);
        if (!violations.isEmpty()) {
            throw AwsException.validation(violations.size() + " validation error" + (violations.size() > 1 ? "s" : "")
                    + " detected: " + String.join("; ", violations));
        }
    }

    private void check(String path, JsonNode value, List<String> violations) {
        if (!kind.isOf(value)) {
            throw AwsException.client(
                    "SerializationException",
                    value.getNodeType() + "_VALUE can not be converted to a " + kind
                            + (path.isEmpty() ? "" : " at " + path));
        }
        for (Rule rule : rules) {
            if (!rule.holds().test(value)) {
                violations.add(violation(path, value, "Member must " + rule.words()));
            }
        }
        if (element != null && kind == Kind.LIST) {
            checkElements(element, path, value, violations);
        } else if (element != null) {
            value.properties()
                    .forEach(entry ->
                            element.check(path + "." + entry.getKey() + ".member", entry.getValue(), violations));
        }
        members.forEach((name, member) -> {
            String memberPath = (path.isEmpty() ? "" : path + ".") + lowerCamelCase(name);
            JsonNode given = value.path(name);
            if (!given.isMissingNode() && !given.isNull()) {
                member.shape().check(memberPath, given, violations);
            } else if (member.isRequired()) {
                violations.add(
                        "Value null at '" + memberPath + "' failed to satisfy constraint: Member must not be null");
            }
        });
    }

    /** For scalars, the message names the whole list; for structures, the index in the list. */
    private void checkElements(InputShape elements, String path, JsonNode list, List<String> violations) {
        if (elements.kind == Kind.STRUCTURE || elements.kind == Kind.LIST) {
            IntStream.range(0, list.size())
                    .forEach(i -> elements.check(path + "." + (i + 1) + ".member", list.get(i), violations));
            return;
        }
        List<String> ofElements = new ArrayList<>();
        list.forEach(each -> elements.check(path, each, ofElements));
        if (!ofElements.isEmpty()) {
            List<String> words = elements.rules.stream()
                    .map(rule -> "Member must " + rule.words())
                    .toList();
            violations.add(violation(path, list, "Member must satisfy constraint: " + words));
        }
    }

    private String violation(String path, JsonNode value, String words) {
        return "Value " + (isSensitive ? "" : "'" + shown(value) + "' ") + "at '" + path
                + "' failed to satisfy constraint: " + words;
    }

    private static String shown(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(InputShape::shown)
                        .toList()
                        .toString()
                : value.isValueNode() ? value.asText() : value.toString();
    }

    private InputShape between(String measure, Measure measured, int minimum, int maximum) {
        return with(new Rule(
                        value -> measured.of(value) >= minimum,
                        "have " + measure + " greater than or equal to " + minimum))
                .with(new Rule(
                        value -> measured.of(value) <= maximum,
                        "have " + measure + " less than or equal to " + maximum));
    }

    @FunctionalInterface
    private interface Measure {
        long of(JsonNode value);
    }

    private InputShape with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new InputShape(kind, List.copyOf(more), element, members, isSensitive);
    }

    private InputShape withMember(String name, Member member) {
        Map<String, Member> more = new LinkedHashMap<>(members);
        more.put(name, member);
        return new InputShape(kind, rules, element, more, isSensitive);
    }

    private InputShape sensitive() {
        return new InputShape(kind, rules, element, members, true);
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    private static byte[] decoded(JsonNode text) {
        try {
            return Base64.getDecoder().decode(text.asText());
        } catch (IllegalArgumentException e) {
            throw AwsException.client("SerializationException", "The value is not Base64: " + e.getMessage());
        }
    }

    private static String lowerCamelCase(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
