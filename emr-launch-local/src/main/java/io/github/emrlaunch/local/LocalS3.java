package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.s3.S3Service;
import java.nio.file.Path;
import java.util.List;

/**
 * The S3 buckets of an emulator. A bucket is a folder and an object is a file in it, so a test can write and read objects as files.
 * {@code docs/s3.md} describes the file names of keys that cannot be file names.
 */
public final class LocalS3 {
    private final S3Service service;

    LocalS3(S3Service service) {
        this.service = service;
    }

    /** Returns the names of all buckets. */
    public List<String> buckets() {
        return service.buckets();
    }

    /**
     * Returns the folder of a bucket.
     *
     * @throws IllegalArgumentException when the bucket does not exist
     */
    public Path folder(String bucket) {
        return service.folder(bucket);
    }

    /**
     * Returns the keys of a bucket, in the order in which S3 lists them.
     *
     * @throws IllegalArgumentException when the bucket does not exist
     */
    public List<String> keys(String bucket) {
        return service.keys(bucket);
    }
}
