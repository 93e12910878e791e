package io.github.emrlaunch.local.internal.s3;

import io.github.emrlaunch.local.internal.aws.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Decodes a body in the encoding {@code aws-chunked}: chunks that start with their size, and headers after the last one. See <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">Signature calculations for trailing
 * headers</a>. Signatures of chunks are not verified.
 */
final class ChunkedBody extends InputStream {
    private static final int LONGEST_LINE = 8192;

    private final InputStream in;
    private final Map<String, String> trailers = new HashMap<>();
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedBody(InputStream encoded) {
        this.in = encoded;
    }

    /** Returns the headers after the last chunk, in lower case. They are available after the body has been read. */
    Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw incomplete();
        }
        left -= count;
        return count;
    }

    private void beginChunk() throws IOException {
        if (begun && !line().isEmpty()) {
            throw S3Errors.invalidRequest("A chunk of the body is longer than its size says");
        }
        begun = true;
        String size = line().replaceFirst(";.*", "");
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            throw S3Errors.invalidRequest("A chunk of the body has no size: '" + size + "'");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            ended = true;
            readTrailers();
        }
    }

    private void readTrailers() throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                trailers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
    }

    /** Returns the next line; an empty line at the end. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (ended) {
                    break;
                }
                throw incomplete();
            }
            line.append((char) next);
            if (line.length() > LONGEST_LINE) {
                throw S3Errors.invalidRequest("The body is not encoded as aws-chunked");
            }
        }
        return line.toString().strip();
    }

    private static AwsException incomplete() {
        return AwsException.of("IncompleteBody", 400, "The request body terminated unexpectedly");
    }
}
