package io.github.emrlaunch.local.spark.fs;

import java.util.Arrays;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.Path;

/**
 * The location of an object or of a folder of objects.
 *
 * @param key the key without leading and trailing slashes; empty for the bucket itself
 */
record S3Location(String bucket, String key) {
    /**
     * Returns the location of a path.
     *
     * @param path with scheme and bucket
     */
    static S3Location of(Path path) {
        String bucket = path.toUri().getAuthority();
        String key = path.toUri().getPath().replaceFirst("^/", "");
        if (Arrays.asList(key.split("/", -1)).contains("..")) {
            throw new InvalidPathException(path.toString(), "the key '" + key + "' leads out of its bucket");
        }
        return new S3Location(bucket, key);
    }

    /**
     * Whether the file is written but not committed: Hadoop's committers put it into a temporary folder and rename it at the commit. EMR uploads it
     * under its final key, where it becomes visible at the commit.
     */
    boolean isUncommitted() {
        for (String segment : key.split("/", -1)) {
            if (segment.equals("_temporary") || segment.startsWith(".spark-staging")) {
                return true;
            }
        }
        return false;
    }

    boolean isBucket() {
        return key.isEmpty();
    }

    /** The common prefix of the keys in this folder. */
    String prefix() {
        return isBucket() ? "" : key + "/";
    }

    /** Whether this location is in a folder or one of its subfolders. */
    boolean isIn(S3Location folder) {
        return bucket.equals(folder.bucket)
                && key.length() > folder.prefix().length()
                && key.startsWith(folder.prefix());
    }

    /** Returns the parent folder. */
    S3Location parent() {
        return new S3Location(bucket, key.substring(0, Math.max(0, key.lastIndexOf('/'))));
    }

    /** Returns the same relative location in another folder. */
    S3Location moved(S3Location from, S3Location to) {
        return new S3Location(
                to.bucket, to.prefix() + key.substring(from.prefix().length()));
    }
}
