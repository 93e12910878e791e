package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.S3Names;
import org.jspecify.annotations.Nullable;

/** A folder in a bucket that a role is granted as a whole, such as that of logs. */
public final class S3Path {
    private S3Path() {}

    /**
     * Checks a path that becomes part of the resource of a policy.
     *
     * @param path the path; null for none, empty for the whole bucket
     * @throws IllegalArgumentException when it is none, or IAM or Hadoop would take it for another one than it says
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
        // Hadoop takes two slashes for one.
        if (path.contains("//")) {
            throw new IllegalArgumentException(
                    "'%s' must be a folder in a bucket, such as team/logs/, without empty segments, got: %s"
                            .formatted(property, Json.write(Json.of(path))));
        }
    }

    /** All keys below a path, as the resource of a policy has them; all of the bucket where there is no path. */
    public static String objectsBelow(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "*";
        }
        return path.endsWith("/") ? path + "*" : path + "/*";
    }
}
