package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A tag of a cluster. Permissions are bound to tags, and IAM compares keys of tags without regard to case; AWS trims keys in some
 * places. So two keys are the same that differ in case or in white space at their ends only.
 *
 * @param key 1 to 128 characters
 * @param value 0 to 256 characters
 * @param otherMembers what a stored tag has besides, kept as it is
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_Tag.html">Tag</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html">Controlling access with tags</a>
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

    /**
     * The number of tags that a cluster can have: EMR's guide has it from EC2.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions">Tag restrictions</a>
     */
    public static final int MAX_OF_A_CLUSTER = 50;

    /**
     * The text of keys and values.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags-restrictions.html">Restrictions that apply to
     *     tagging resources in Amazon EMR</a>
     */
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

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
        String comparable = comparableKey();
        if (comparable.startsWith("aws:")) {
            throw new IllegalArgumentException(
                    "Tag '%s': keys that begin with aws: are reserved by AWS".formatted(key));
        }
        if (comparableKey(value).startsWith("aws:")) {
            throw new IllegalArgumentException(
                    "Tag '%s': values that begin with aws: are reserved by AWS".formatted(key));
        }
        if (comparable.equals(MANAGED_POLICIES_KEY) && !(key.equals(MANAGED_POLICIES_KEY) && value.equals("true"))) {
            throw new IllegalArgumentException(
                    "Tag '%s' must be '%s' with the value true: EMR's service role can do nothing without it"
                            .formatted(key, MANAGED_POLICIES_KEY));
        }
        if (comparable.startsWith("emr-launch:")) {
            throw new IllegalArgumentException(
                    "Tag '%s': keys that begin with emr-launch: are reserved for the launch".formatted(key));
        }
        return this;
    }

    /**
     * Checks the characters of a text that stands in a tag.
     *
     * @param text a key, a value or a part of one
     * @throws IllegalArgumentException when EMR does not take it
     */
    public Tag requireText(String text) {
        if (!isText(text)) {
            throw new IllegalArgumentException(
                    "Tag '%s' may have only letters, digits, spaces and _ . : / = + - @ in key and value, got: %s"
                            .formatted(key, text));
        }
        return this;
    }

    /**
     * Checks the characters of key and value.
     *
     * @throws IllegalArgumentException when EMR does not take them
     */
    public Tag requireTexts() {
        return requireText(key).requireText(value);
    }

    /**
     * Checks the tags of a request that somebody else than the launch has made.
     *
     * @param request a RunJobFlow request
     * @throws IllegalArgumentException when one is none, EMR does not take it, or its key is reserved
     */
    public static void requireAllowedIn(JsonNode request) {
        for (JsonNode tag : request.path("Tags")) {
            if (!tag.path("Key").isTextual()) {
                throw new IllegalArgumentException("'Tags' must be a list of objects with Key and Value");
            }
            new Tag(tag.path("Key").textValue(), tag.path("Value").asText())
                    .requireAllowed()
                    .requireTexts();
        }
    }

    /**
     * Checks how many tags a cluster would have.
     *
     * @throws IllegalArgumentException when it can't have as many
     */
    public static void requireCount(int tags) {
        if (tags > MAX_OF_A_CLUSTER) {
            throw new IllegalArgumentException(
                    "The cluster would have %d tags, with those that its launch adds; EMR allows %d"
                            .formatted(tags, MAX_OF_A_CLUSTER));
        }
    }

    /** Whether EMR takes a text as a part of a tag. */
    public static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }

    /**
     * Checks keys, of which one may be there several times in one spelling.
     *
     * @throws IllegalArgumentException when permissions do not tell two of them apart
     */
    public static void requireDifferent(Iterable<String> keys) {
        Map<String, String> seen = new TreeMap<>();
        for (String key : keys) {
            String other = seen.put(comparableKey(key), key);
            if (other != null && !other.equals(key)) {
                throw new IllegalArgumentException(
                        "Tags '%s' and '%s' differ in case or in white space at their ends only, which permissions do not tell apart"
                                .formatted(other, key));
            }
        }
    }

    /** The key in the one form that all keys have that permissions do not tell apart. */
    public String comparableKey() {
        return comparableKey(key);
    }

    /** The form of a key that all keys have that permissions do not tell apart: in lower case, without white space at its ends. */
    public static String comparableKey(String key) {
        int start = 0;
        int end = key.length();
        while (start < end && isWhiteSpace(key.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(key.charAt(end - 1))) {
            end--;
        }
        StringBuilder comparable = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            // Letters may differ in one of the two cases only, as I and the dotless i do.
            comparable.append(Character.toLowerCase(Character.toUpperCase(key.charAt(i))));
        }
        return comparable.toString();
    }

    /** White space of Unicode, of Java, and what is of no width. */
    private static boolean isWhiteSpace(char character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** EMR's own shape. */
    public ObjectNode toJson() {
        return Json.object().put("Key", key).put("Value", value).setAll(otherMembers.deepCopy());
    }
}
