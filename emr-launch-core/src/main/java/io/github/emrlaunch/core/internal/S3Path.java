package io.github.emrlaunch.core.internal;

import java.util.List;
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
        String known = DefinitionParameter.withoutTokens(path);
        List<String> segments = List.of(known.split("/", -1));
        if (known.matches("(?s).*[*?{}\\p{Cntrl}].*")
                || path.startsWith("/")
                || path.contains("//")
                || segments.contains("..")
                || segments.contains(".")) {
            throw new IllegalArgumentException(
                    ("'%s' must be a folder in the bucket, such as team/logs, without wildcards, leading slash and segments that are "
                                    + "empty, . or .., got: '%s'")
                            .formatted(property, path));
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
