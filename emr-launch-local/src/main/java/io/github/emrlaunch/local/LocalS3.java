package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.s3.S3Service;
import java.nio.file.Path;
import java.util.List;

/**
 * The buckets of an emulator. A bucket is a folder and an object a file in it, so a test puts and reads objects as files; keys that
 * cannot be the names of files have names that {@code docs/s3.md} describes.
 */
public final class LocalS3 {
    private final S3Service service;

    LocalS3(S3Service service) {
        this.service = service;
    }

    /** The names of all buckets. */
    public List<String> buckets() {
        return service.buckets();
    }

    /**
     * The folder of a bucket.
     *
     * @throws IllegalArgumentException when there is no such bucket
     */
    public Path folder(String bucket) {
        return service.folder(bucket);
    }

    /**
     * The keys of a bucket, in the order in which S3 lists them.
     *
     * @throws IllegalArgumentException when there is no such bucket
     */
    public List<String> keys(String bucket) {
        return service.keys(bucket);
    }
}
