package io.github.emrlaunch.local.spark.fs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSExceptionMessages;

/** An output stream to a file that becomes an object when it is closed. */
final class S3OutputStream extends OutputStream {
    /** Receives the complete file. A file that it does not keep is deleted. */
    interface Target {
        boolean keep(Path file) throws IOException;
    }

    private final Target target;
    private final Path file;
    private final OutputStream out;
    private boolean closed;

    S3OutputStream(Target target) throws IOException {
        this.target = target;
        this.file = Files.createTempFile("s3-object-", ".tmp");
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    @Override
    public synchronized void write(int value) throws IOException {
        requireOpen();
        out.write(value);
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int length) throws IOException {
        requireOpen();
        out.write(buffer, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!closed) {
            out.flush();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(FSExceptionMessages.STREAM_IS_CLOSED);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        boolean kept = false;
        try {
            out.close();
            kept = target.keep(file);
        } finally {
            if (!kept) {
                Files.deleteIfExists(file);
            }
        }
    }
}
