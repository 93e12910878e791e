package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tag of a cluster.
 *
 * @param key 1 to 128 characters
 * @param value 0 to 256 characters
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_Tag.html">Tag</a>
 */
public record Tag(String key, String value) {
    /** Checks the lengths; EMR would refuse the whole request. */
    public Tag {
        if (key.isEmpty() || key.length() > 128) {
            throw new IllegalArgumentException("A tag's key must have 1 to 128 characters, got: " + key);
        }
        if (value.length() > 256) {
            throw new IllegalArgumentException(
                    "The value of tag '%s' must have at most 256 characters, got %d".formatted(key, value.length()));
        }
    }

    /** Reads a stored tag. */
    static Tag read(Members members) {
        Tag tag = new Tag(members.requiredString("Key"), members.requiredString("Value"));
        members.requireNoRest();
        return tag;
    }

    /** EMR's own shape. */
    public ObjectNode toJson() {
        return Json.object().put("Key", key).put("Value", value);
    }
}
