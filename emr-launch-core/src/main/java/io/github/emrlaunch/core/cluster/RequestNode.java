package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.List;

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

    int integer() {
        return json.asInt();
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

    /** Checks a number, if there is one. */
    void requireBetween(int minimum, int maximum, String unit) {
        if (isSet() && (!json.isIntegralNumber() || json.longValue() < minimum || json.longValue() > maximum)) {
            throw violates("must be %d to %d%s".formatted(minimum, maximum, unit.isEmpty() ? "" : " " + unit));
        }
    }
}
