package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.S3Names;
import org.jspecify.annotations.Nullable;

/** A folder in a bucket that is granted to a role as a whole, such as that of logs. */
public final class S3Path {
    private S3Path() {}

    /**
     * Checks a path that becomes part of the resource of a policy.
     *
     * @param path the path; null for none, empty for the complete bucket
     * @throws IllegalArgumentException when it is invalid, or IAM or Hadoop would interpret it as another path
     */
    public static void check(String property, @Nullable String path) {
        if (path == null) {
            return;
        }
        try {
            S3Names.requireFolder(Tokens.withPlaceholders(path));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'%s' %s".formatted(property, e.getMessage()), e);
        }
        // Hadoop treats two slashes as one.
        if (path.contains("//")) {
            throw new IllegalArgumentException(
                    "'%s' must be a folder in a bucket, such as team/logs/, without empty segments, got: %s"
                            .formatted(property, Json.write(Json.of(path))));
        }
    }

    /**
     * Checks a pattern of keys that becomes part of the resource of a policy. A token in it is not checked.
     *
     * @throws IllegalArgumentException when it is empty, begins with a slash or ends with one: it would match no object, or not those that
     *     are meant
     */
    public static String requirePattern(String objectsKeyPattern) {
        String pattern = Validation.required("objectsKeyPattern", objectsKeyPattern);
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("'objectsKeyPattern' must not be empty. "
                    + "Write in/* for the folder in, or * for all objects of the bucket");
        }
        if (pattern.startsWith("/")) {
            String advice = pattern.replaceFirst("^/+", "");
            throw new IllegalArgumentException(
                    "'objectsKeyPattern' must not begin with a slash: keys of objects begin with the name of a folder or file, got: '%s'. Write %s"
                            .formatted(pattern, folder(advice)));
        }
        if (pattern.endsWith("/")) {
            throw new IllegalArgumentException(
                    "'objectsKeyPattern' must not end with a slash: it would match no object in the folder, got: '%s'. Write %s"
                            .formatted(pattern, folder(pattern)));
        }
        return pattern;
    }

    private static String folder(String pattern) {
        return pattern.isEmpty() || pattern.endsWith("/") ? pattern + "*" : pattern;
    }

    /** Returns all keys under a path, in the form of a policy's resource; all keys of the bucket without a path. */
    public static String objectsBelow(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "*";
        }
        return path.endsWith("/") ? path + "*" : path + "/*";
    }
}
