package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tag of a cluster.
 *
 * @param key 1 to 128 characters
 * @param value 0 to 256 characters
 * @param otherMembers what a stored tag has besides, kept as it is
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_Tag.html">Tag</a>
 */
public record Tag(String key, String value, ObjectNode otherMembers) {
    /**
     * The key of the tag, its value {@code true}, without which a service role with {@code AmazonEMRServicePolicy_v2} can do
     * nothing for a cluster.
     */
    public static final String MANAGED_POLICIES_KEY = "for-use-with-amazon-emr-managed-policies";

    /**
     * The key of the tag that tells which execution launched a cluster; its value is the execution's ARN. By it a repeated start
     * finds the cluster of the first one, and what is left of a failed launch is found.
     */
    public static final String EXECUTION_KEY = "emr-launch:execution";

    /** The key of the tag that tells which launch function a cluster is of; its value is {@code STACK/NAMESPACE/NAME}. */
    public static final String FUNCTION_KEY = "emr-launch:function";

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

    /** A tag of nothing but key and value. */
    public Tag(String key, String value) {
        this(key, value, Json.object());
    }

    /** Reads a stored tag. */
    static Tag read(Members members) {
        return new Tag(members.requiredString("Key"), members.requiredString("Value"), members.rest());
    }

    /**
     * Checks a tag that somebody wants a cluster to have. The tag of the managed policies is allowed with the value that it has
     * anyway.
     *
     * @throws IllegalArgumentException when its key is reserved
     */
    public Tag requireAllowed() {
        if (isPrefix("aws:")) {
            throw new IllegalArgumentException(
                    "Tag '%s': keys that begin with aws: are reserved by AWS".formatted(key));
        }
        if (key.equalsIgnoreCase(MANAGED_POLICIES_KEY) && !(key.equals(MANAGED_POLICIES_KEY) && value.equals("true"))) {
            throw new IllegalArgumentException(
                    "Tag '%s' must be '%s' with the value true: EMR's service role can do nothing without it"
                            .formatted(key, MANAGED_POLICIES_KEY));
        }
        if (isPrefix("emr-launch:")) {
            throw new IllegalArgumentException(
                    "Tag '%s': keys that begin with emr-launch: are reserved for the launch".formatted(key));
        }
        return this;
    }

    /** IAM compares the keys of tags without regard to case. */
    private boolean isPrefix(String prefix) {
        return key.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** EMR's own shape. */
    public ObjectNode toJson() {
        return Json.object().put("Key", key).put("Value", value).setAll(otherMembers.deepCopy());
    }
}
