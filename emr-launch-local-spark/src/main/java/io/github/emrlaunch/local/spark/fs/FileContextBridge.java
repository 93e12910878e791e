package io.github.emrlaunch.local.spark.fs;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** The file systems of this package for Hadoop's newer interface, with which Spark writes the checkpoints of streams. */
public final class FileContextBridge extends DelegateToFileSystem {
    private static final int NO_PORT = -1;

    /** Hadoop calls this. */
    public FileContextBridge(URI uri, Configuration conf) throws IOException, URISyntaxException {
        super(
                uri,
                uri.getScheme().equals("hdfs") ? new HdfsFolder() : new S3FileSystem(),
                conf,
                uri.getScheme(),
                false);
    }

    @Override
    public int getUriDefaultPort() {
        return NO_PORT;
    }
}
