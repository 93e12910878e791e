package org.apache.hadoop.fs.s3a;

import io.github.emrlaunch.local.spark.fs.S3FileSystem;

/** The S3 of the local emulator under the name that many jobs set as {@code fs.s3a.impl} in their code. */
public final class S3AFileSystem extends S3FileSystem {
    /** Hadoop calls this. */
    public S3AFileSystem() {}
}
