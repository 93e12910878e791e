package com.amazon.ws.emr.hadoop.fs;

import io.github.emrlaunch.local.spark.fs.S3FileSystem;

/** The S3 of the local emulator under the name that jobs set as {@code fs.s3.impl} in their code. */
public final class EmrFileSystem extends S3FileSystem {
    /** Hadoop calls this. */
    public EmrFileSystem() {}
}
