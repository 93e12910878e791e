package io.github.emrlaunch.local.spark.fs;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSExceptionMessages;
import org.apache.hadoop.fs.FSInputStream;

/** An input stream that reads an object in ranges. The ranges grow during sequential reads. */
final class S3InputStream extends FSInputStream {
    private static final int SMALLEST_PIECE = 64 << 10;
    private static final int LARGEST_PIECE = 8 << 20;

    /** Reads a range of the object. */
    interface Source {
        byte[] read(long from, long length) throws IOException;
    }

    private final Source source;
    private final long size;
    private byte[] piece = new byte[0];
    private long pieceStart;
    private int pieceSize = SMALLEST_PIECE;
    private long position;
    private boolean closed;

    S3InputStream(Source source, long size) {
        this.source = source;
        this.size = size;
    }

    @Override
    public synchronized void seek(long target) throws IOException {
        requireOpen();
        if (target < 0) {
            throw new EOFException(FSExceptionMessages.NEGATIVE_SEEK + " " + target);
        }
        if (target > size) {
            throw new EOFException(FSExceptionMessages.CANNOT_SEEK_PAST_EOF + " " + target);
        }
        position = target;
    }

    @Override
    public synchronized long getPos() {
        return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
        return false;
    }

    @Override
    public synchronized int available() throws IOException {
        requireOpen();
        return (int) Math.min(Integer.MAX_VALUE, size - position);
    }

    @Override
    public synchronized int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) throws IOException {
        requireOpen();
        if (length == 0) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        if (position < pieceStart || position >= pieceStart + piece.length) {
            fetch(length);
        }
        int from = (int) (position - pieceStart);
        int count = Math.min(length, piece.length - from);
        System.arraycopy(piece, from, buffer, offset, count);
        position += count;
        return count;
    }

    private void fetch(int wanted) throws IOException {
        boolean goesOn = position == pieceStart + piece.length && piece.length > 0;
        pieceSize = goesOn ? Math.min(LARGEST_PIECE, pieceSize * 2) : SMALLEST_PIECE;
        long length = Math.min(size - position, Math.max(pieceSize, Math.min(wanted, LARGEST_PIECE)));
        piece = source.read(position, length);
        pieceStart = position;
        if (piece.length != length) {
            throw new EOFException("S3 gave " + piece.length + " bytes from " + position + " on instead of " + length);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(FSExceptionMessages.STREAM_IS_CLOSED);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        piece = new byte[0];
    }
}
