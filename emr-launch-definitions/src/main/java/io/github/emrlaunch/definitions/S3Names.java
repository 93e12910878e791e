package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/**
 * The names of buckets and the paths of objects in definitions. They become parts of URIs and of IAM policies, so a name or a
 * path must not have a special meaning there: no wildcard, no policy variable, no path to another folder or bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket naming rules</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Naming Amazon S3 objects</a>
 */
public final class S3Names {
    /** Includes old buckets of us-east-1, whose names may be longer and have capital letters and underscores. */
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){1,253}[A-Za-z0-9]");

    private static final String REFUSED = "*?\\%#{}[]<>^`|\"";

    private S3Names() {}

    /**
     * Checks the name of a bucket.
     *
     * @throws IllegalArgumentException when it is not valid for a bucket; the message starts with "must"
     */
    public static void requireBucket(String name) {
        if (!BUCKET.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must be the name of a bucket: letters, digits, hyphens and single dots, got: " + printable(name));
        }
    }

    /**
     * Checks the path of a folder in a bucket, with or without a slash at its end; empty for the complete bucket.
     *
     * @throws IllegalArgumentException when it may refer to another location; the message starts with "must"
     */
    public static void requireFolder(String path) {
        if (!isFolder(path)) {
            throw new IllegalArgumentException(
                    "must be a folder in a bucket, such as team/logs/, without / at its beginning, without . or .. between slashes, and"
                            + " without control characters or any of %s, got: %s".formatted(REFUSED, printable(path)));
        }
    }

    /**
     * Checks the path of a stored folder: it may start with a slash, which is a folder without a name in S3.
     *
     * @throws IllegalArgumentException when it may refer to another location; the message starts with "must"
     */
    static void requireStoredFolder(String path) {
        requireFolder(path.length() > 1 && path.startsWith("/") ? path.substring(1) : path);
    }

    /** Returns whether a path is a folder in a bucket, and cannot refer to another location. */
    public static boolean isFolder(String path) {
        return !path.startsWith("/") && !hasRefused(path) && !hasDots(path);
    }

    /**
     * Checks the key of an object, or a prefix of keys that ends with {@code *}.
     *
     * @throws IllegalArgumentException when it is invalid; the message starts with "must"
     */
    public static void requireKeys(String path) {
        String beginning = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
        if (path.isEmpty() || !isFolder(beginning)) {
            throw new IllegalArgumentException(
                    "must be a key, or the beginning of keys with * at its end, without / at its beginning, without . or .. between slashes,"
                            + " and without control characters or any of %s before that, got: %s"
                                    .formatted(REFUSED, printable(path)));
        }
    }

    private static boolean hasRefused(String path) {
        return path.chars()
                .anyMatch(character -> Character.isISOControl(character)
                        || REFUSED.indexOf(character) >= 0
                        // Line and paragraph separators, and marks that change the direction of text.
                        || Character.getType(character) == Character.LINE_SEPARATOR
                        || Character.getType(character) == Character.PARAGRAPH_SEPARATOR
                        || Character.getType(character) == Character.FORMAT);
    }

    private static boolean hasDots(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static String printable(String text) {
        return Json.write(Json.of(text));
    }
}
