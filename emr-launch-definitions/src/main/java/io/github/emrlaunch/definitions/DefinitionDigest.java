package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/**
 * The SHA-256 digest of a definition's document. It does not depend on the order of the members, white space, or
 * whether members that are null are written: Parameter Store and a folder store the same document differently.
 */
public final class DefinitionDigest {
    private DefinitionDigest() {}

    /** Returns the digest in hexadecimal digits. */
    public static String of(Definition definition) {
        return Sha256.hex(Json.write(canonical(definition.toJson())));
    }

    /** Arrays keep their order, which is significant, and numbers keep their digits. */
    private static JsonNode canonical(JsonNode json) {
        if (json instanceof ObjectNode object) {
            ObjectNode canonical = Json.object();
            TreeMap<String, JsonNode> members = new TreeMap<>();
            object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            members.values().removeIf(JsonNode::isNull);
            members.forEach((name, value) -> canonical.set(name, canonical(value)));
            return canonical;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode canonical = array.arrayNode();
            array.forEach(element -> canonical.add(canonical(element)));
            return canonical;
        }
        return json;
    }
}
