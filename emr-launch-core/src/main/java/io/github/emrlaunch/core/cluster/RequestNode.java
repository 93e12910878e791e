package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A value in a RunJobFlow request and its path. Rules use the path in their messages.
 *
 * @param path member names and list indexes from 0, joined by dots, as in overrides
 * @param json the value; missing if the request has no value at the path
 */
record RequestNode(String path, JsonNode json) {
    static RequestNode root(JsonNode request) {
        return new RequestNode("", request);
    }

    /** Returns a member; missing if there is none or it is null. */
    RequestNode get(String member) {
        JsonNode child = json.path(member);
        return new RequestNode(child(member), child.isNull() ? MissingNode.getInstance() : child);
    }

    /** Returns the elements of a list; empty if the value is not a list. */
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

    /** Returns whether there is a value, including empty lists and objects. */
    boolean isGiven() {
        return !json.isMissingNode();
    }

    /** Returns whether there is a value that is not an empty list or object. */
    boolean isSet() {
        return !json.isMissingNode() && !(json.isContainerNode() && json.isEmpty());
    }

    /** Returns whether the value, or an element of the list, is a token: rules skip it. */
    boolean isUnresolved() {
        return Tokens.isUnresolved(json);
    }

    /** Returns whether the value is known to be true. */
    boolean isTrue() {
        return json.asBoolean();
    }

    /** Returns the text; empty if there is no text or it is a token. */
    String text() {
        return json.isTextual() && !Tokens.isUnresolved(json.textValue()) ? json.textValue() : "";
    }

    boolean is(Enum<?> constant) {
        return text().equals(constant.name());
    }

    /** Returns the whole number; empty if there is no number or it is a token. */
    OptionalLong number() {
        return json.isIntegralNumber() && !isUnresolved() ? OptionalLong.of(json.longValue()) : OptionalLong.empty();
    }

    /** Returns the whole number, or EMR's default if there is none; empty if it is a token. */
    OptionalLong numberOr(long defaultValue) {
        return isSet() ? number() : OptionalLong.of(defaultValue);
    }

    /** Returns whether the number is known and above another. */
    boolean isAbove(long other) {
        return number().orElse(Long.MIN_VALUE) > other;
    }

    /** Returns whether the number is known and below another. */
    boolean isBelow(long other) {
        return number().orElse(Long.MAX_VALUE) < other;
    }

    /** Returns an error about a broken rule, with the value. */
    IllegalArgumentException violates(String rule) {
        return new IllegalArgumentException(
                "'%s' %s, got: %s".formatted(path, rule, json.isTextual() ? json.textValue() : json.toString()));
    }

    /** Returns an error about a broken rule, without the value. */
    IllegalArgumentException conflicts(String rule) {
        return new IllegalArgumentException("'%s' %s".formatted(path, rule));
    }

    /** Checks a number, if it is known. */
    void requireBetween(int minimum, int maximum, String unit) {
        if (isSet()
                && !isUnresolved()
                && (!json.isIntegralNumber() || json.longValue() < minimum || json.longValue() > maximum)) {
            throw violates("must be %d to %d%s".formatted(minimum, maximum, unit.isEmpty() ? "" : " " + unit));
        }
    }
}
