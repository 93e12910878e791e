package io.github.emrlaunch.local.internal.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The last lines of a job's log, which usually have the error.
 *
 * @param whole whether that is all of it
 */
record LogEnd(boolean whole, String text) {
    static final int LINES = 200;
    private static final int BYTES = 64 * 1024;

    /** Reads whole lines. */
    static LogEnd of(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long start = Math.max(0, channel.size() - BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
                // A read may give less than there is.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            int firstLine = start == 0 ? 0 : text.indexOf('\n') + 1;
            if (start > 0 && firstLine == 0) {
                // A part of a line may begin within a secret, which nobody would recognize.
                return new LogEnd(false, "It ends with one line of more than " + BYTES + " bytes.");
            }
            // A progress bar writes one line over the other.
            List<String> lines = text.substring(firstLine).lines().toList();
            int left = Math.max(0, lines.size() - LINES);
            return new LogEnd(start == 0 && left == 0, String.join("\n", lines.subList(left, lines.size())));
        } catch (IOException e) {
            return new LogEnd(true, "The local emulator has deleted the file.");
        }
    }
}
