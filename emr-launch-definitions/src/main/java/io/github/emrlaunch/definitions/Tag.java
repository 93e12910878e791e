package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A tag of a cluster. Permissions depend on tags, IAM compares tag keys without regard to case, and AWS trims keys in some
 * cases. Therefore two keys that differ only in case, or in white space at their ends, are treated as the same.
 *
 * @param key the key, 1 to 128 characters
 * @param value the value, 0 to 256 characters
 * @param otherMembers the other members of a stored tag, unchanged
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_Tag.html">Tag</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html">Controlling access with tags</a>
 */
public record Tag(String key, String value, ObjectNode otherMembers) {
    /**
     * The key of the tag with the value {@code true} that a service role with {@code AmazonEMRServicePolicy_v2} requires
     * for a cluster.
     */
    public static final String MANAGED_POLICIES_KEY = "for-use-with-amazon-emr-managed-policies";

    /**
     * The key of the tag with the execution that launched a cluster. Its value is the execution's ARN. A repeated start uses it to
     * find the cluster of the first one, and the clean-up to find clusters of failed launches.
     */
    public static final String EXECUTION_KEY = "emr-launch:execution";

    /** The key of the tag with the launch function of a cluster. Its value is {@code STACK/NAMESPACE/NAME}. */
    public static final String FUNCTION_KEY = "emr-launch:function";

    /**
     * The maximum number of tags of a cluster, which EMR's guide takes from EC2.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions">Tag restrictions</a>
     */
    public static final int MAX_OF_A_CLUSTER = 50;

    /**
     * The pattern of keys and values.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags-restrictions.html">Restrictions that apply to
     *     tagging resources in Amazon EMR</a>
     */
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    /** Checks the lengths: EMR would refuse the request. */
    public Tag {
        if (key.isEmpty() || key.length() > 128) {
            throw new IllegalArgumentException("A tag's key must have 1 to 128 characters, got: " + key);
        }
        if (value.length() > 256) {
            throw new IllegalArgumentException(
                    "The value of tag '%s' must have at most 256 characters, got %d".formatted(key, value.length()));
        }
    }

    /** Creates a tag without other members. */
    public Tag(String key, String value) {
        this(key, value, Json.object());
    }

    /** Reads a stored tag. */
    static Tag read(Members members) {
        return new Tag(members.requiredString("Key"), members.requiredString("Value"), members.rest());
    }

    /**
     * Checks a tag that a user specified for a cluster. The tag of the managed policies is allowed with its required
     * value.
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
                    "Tag '%s' must be '%s' with the value true: EMR's service role requires it"
                            .formatted(key, MANAGED_POLICIES_KEY));
        }
        if (comparable.startsWith("emr-launch:")) {
            throw new IllegalArgumentException(
                    "Tag '%s': keys that begin with emr-launch: are reserved for the launch".formatted(key));
        }
        return this;
    }

    /**
     * Checks the characters of a string in a tag.
     *
     * @param text a key, a value or a part of one
     * @throws IllegalArgumentException when EMR does not accept it
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
     * @throws IllegalArgumentException when EMR does not accept them
     */
    public Tag requireTexts() {
        return requireText(key).requireText(value);
    }

    /**
     * Checks the tags of a request that was not made by the launch.
     *
     * @param request a RunJobFlow request
     * @throws IllegalArgumentException when one is not a tag, EMR does not accept it, or its key is reserved
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
     * Checks the number of tags of a cluster.
     *
     * @throws IllegalArgumentException when it cannot have that many tags
     */
    public static void requireCount(int tags) {
        if (tags > MAX_OF_A_CLUSTER) {
            throw new IllegalArgumentException(
                    "The cluster would have %d tags, with those that its launch adds; EMR allows %d"
                            .formatted(tags, MAX_OF_A_CLUSTER));
        }
    }

    /** Returns whether EMR accepts a string as a part of a tag. */
    public static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }

    /**
     * Checks keys. A key may occur several times in the same spelling.
     *
     * @throws IllegalArgumentException when permissions do not distinguish two of them
     */
    public static void requireDifferent(Iterable<String> keys) {
        Map<String, String> seen = new TreeMap<>();
        for (String key : keys) {
            String other = seen.put(comparableKey(key), key);
            if (other != null && !other.equals(key)) {
                throw new IllegalArgumentException(
                        "Tags '%s' and '%s' differ only in case or in white space at their ends, which permissions do not distinguish"
                                .formatted(other, key));
            }
        }
    }

    /** Returns the common form of all keys that permissions do not distinguish from this one. */
    public String comparableKey() {
        return comparableKey(key);
    }

    /** Returns the common form of all keys that permissions do not distinguish: lower case, without white space at the ends. */
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
            // Letters may differ in only one of the two cases, such as I and the dotless i.
            comparable.append(Character.toLowerCase(Character.toUpperCase(key.charAt(i))));
        }
        return comparable.toString();
    }

    /** Returns whether a character is white space of Unicode or Java, or has no width. */
    private static boolean isWhiteSpace(char character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** Returns the tag in the form of EMR's API. */
    public ObjectNode toJson() {
        return Json.object().put("Key", key).put("Value", value).setAll(otherMembers.deepCopy());
    }
}
