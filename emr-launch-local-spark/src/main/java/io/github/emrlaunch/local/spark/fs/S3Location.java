package io.github.emrlaunch.local.spark.fs;

import java.util.Arrays;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.Path;

/**
 * An object, or what would be a folder of objects.
 *
 * @param key empty for the bucket itself; it neither begins nor ends with a slash
 */
record S3Location(String bucket, String key) {
    /**
     * What a path names.
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
     * True for what a job has written but not committed: Hadoop's committers put it into such a folder and rename it in the end. On EMR it
     * is in S3 under its last name at once, but nobody sees it before the commit.
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

    /** True when this lies in a folder, however deep. */
    boolean isIn(S3Location folder) {
        return bucket.equals(folder.bucket)
                && key.length() > folder.prefix().length()
                && key.startsWith(folder.prefix());
    }

    /** The folder that it lies in. */
    S3Location parent() {
        return new S3Location(bucket, key.substring(0, Math.max(0, key.lastIndexOf('/'))));
    }

    /** The same place in another folder. */
    S3Location moved(S3Location from, S3Location to) {
        return new S3Location(
                to.bucket, to.prefix() + key.substring(from.prefix().length()));
    }
}
