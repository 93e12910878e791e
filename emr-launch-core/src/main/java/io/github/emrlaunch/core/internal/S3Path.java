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
            S3Names.requireFolder(DefinitionParameter.withoutTokens(path));
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

    /** Returns all keys under a path, in the form of a policy's resource; all keys of the bucket without a path. */
    public static String objectsBelow(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "*";
        }
        return path.endsWith("/") ? path + "*" : path + "/*";
    }
}
