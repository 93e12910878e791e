package io.github.emrlaunch.local.spark.fs;

/**
 * An object of a bucket.
 *
 * @param modified in milliseconds of the epoch
 */
record S3Entry(String key, long size, long modified, String etag) {}
