package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/**
 * The SHA-256 digest of a definition's document. It is the same whatever the order of the members, whatever the white space, and
 * whether members that are null are written: Parameter Store and a folder hold the same document differently.
 */
public final class DefinitionDigest {
    private DefinitionDigest() {}

    /** The digest in hexadecimal digits. */
    public static String of(Definition definition) {
        return Sha256.hex(Json.write(canonical(definition.toJson())));
    }

    /** Arrays keep their order, which means something, and numbers their digits. */
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
