package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log of a process. The process writes to a file, so the output can be read immediately, and no thread has to copy it. */
final class Log {
    private static final int LIMIT = 1 << 20;

    private final Path file;
    private long position;

    Log(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Returns the lines since the last call, up to one megabyte. */
    List<String> take() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(LIMIT, size - position));
            channel.position(position);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Reads until the buffer is full.
            }
            position = size;
            return StandardCharsets.UTF_8
                    .decode(buffer.flip())
                    .toString()
                    .lines()
                    .toList();
        }
    }
}
