package io.github.emrlaunch.local.internal.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The last lines of a job's log, which usually contain the error.
 *
 * @param whole whether the text is the complete log
 */
record LogEnd(boolean whole, String text) {
    static final int LINES = 200;
    private static final int BYTES = 64 * 1024;

    /** Reads complete lines. */
    static LogEnd of(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long start = Math.max(0, channel.size() - BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
                // A read can return fewer bytes than available.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            int firstLine = start == 0 ? 0 : text.indexOf('\n') + 1;
            if (start > 0 && firstLine == 0) {
                // A partial line may start inside a secret, which could not be recognized.
                return new LogEnd(false, "The last line has more than " + BYTES + " bytes.");
            }
            // A progress bar overwrites its line.
            List<String> lines = text.substring(firstLine).lines().toList();
            int left = Math.max(0, lines.size() - LINES);
            return new LogEnd(start == 0 && left == 0, String.join("\n", lines.subList(left, lines.size())));
        } catch (IOException e) {
            return new LogEnd(true, "The local emulator has deleted the file.");
        }
    }
}
