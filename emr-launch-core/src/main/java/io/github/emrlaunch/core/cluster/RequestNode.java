package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A place in a RunJobFlow request and what stands there, for rules that say where they are broken.
 *
 * @param path member names and list indexes from 0, joined by dots, as overrides write them
 * @param json missing where the request ends before
 */
record RequestNode(String path, JsonNode json) {
    static RequestNode root(JsonNode request) {
        return new RequestNode("", request);
    }

    /** A member; missing when there is none or it is null. */
    RequestNode get(String member) {
        JsonNode child = json.path(member);
        return new RequestNode(child(member), child.isNull() ? MissingNode.getInstance() : child);
    }

    /** The elements of a list; none when it is something else. */
    List<RequestNode> elements() {
        List<RequestNode> elements = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(element -> elements.add(new RequestNode(child(String.valueOf(elements.size())), element)));
        }
        return elements;
    }

    private String child(String member) {
        return path.isEmpty() ? member : path + "." + member;
    }

    /** Whether there is a value, and for lists and objects any. */
    boolean isSet() {
        return !json.isMissingNode() && !(json.isContainerNode() && json.isEmpty());
    }

    /** Whether only the deployment knows the value, or some elements of the list: no rule decides on it. */
    boolean isUnresolved() {
        return Tokens.isUnresolved(json);
    }

    /** Whether the value is known to be true. */
    boolean isTrue() {
        return json.asBoolean();
    }

    /** The text; empty when there is none, or none that is known yet. */
    String text() {
        return json.isTextual() && !Tokens.isUnresolved(json.textValue()) ? json.textValue() : "";
    }

    boolean is(Enum<?> constant) {
        return text().equals(constant.name());
    }

    /** The whole number; empty when there is none, or none that is known yet. */
    OptionalLong number() {
        return json.isIntegralNumber() && !isUnresolved() ? OptionalLong.of(json.longValue()) : OptionalLong.empty();
    }

    /** The whole number, or what EMR takes when there is none; empty when it isn't known yet. */
    OptionalLong numberOr(long defaultValue) {
        return isSet() ? number() : OptionalLong.of(defaultValue);
    }

    /** Whether the number is known and above another. */
    boolean isAbove(long other) {
        return number().orElse(Long.MIN_VALUE) > other;
    }

    /** Whether the number is known and below another. */
    boolean isBelow(long other) {
        return number().orElse(Long.MAX_VALUE) < other;
    }

    /** A broken rule. */
    IllegalArgumentException violates(String rule) {
        return new IllegalArgumentException(
                "'%s' %s, got: %s".formatted(path, rule, json.isTextual() ? json.textValue() : json.toString()));
    }

    /** A broken rule whose value says nothing more. */
    IllegalArgumentException conflicts(String rule) {
        return new IllegalArgumentException("'%s' %s".formatted(path, rule));
    }

    /** Checks a number, if there is one that is known. */
    void requireBetween(int minimum, int maximum, String unit) {
        if (isSet()
                && !isUnresolved()
                && (!json.isIntegralNumber() || json.longValue() < minimum || json.longValue() > maximum)) {
            throw violates("must be %d to %d%s".formatted(minimum, maximum, unit.isEmpty() ? "" : " " + unit));
        }
    }
}
