package io.github.emrlaunch.local.internal.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Collects what a process writes. */
final class Log {
    private static final int LIMIT = 1 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Log(InputStream in) {
        this.in = in;
    }

    static Log of(Process process, String name) {
        Log log = new Log(process.getInputStream());
        Thread reader = new Thread(log::read, "log-" + name);
        reader.setDaemon(true);
        reader.start();
        return log;
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (bytes) {
                    bytes.write(buffer, 0, Math.min(n, Math.max(0, LIMIT - bytes.size())));
                }
            }
        } catch (IOException processIsGone) {
            // There is nothing more to read.
        }
    }

    /** The lines since the last call. Waits a moment for what is still in the pipe. */
    List<String> take() throws InterruptedException {
        try {
            for (int i = 0; i < 50 && in.available() > 0; i++) {
                Thread.sleep(1);
            }
        } catch (IOException processIsGone) {
            // Everything has been read.
        }
        synchronized (bytes) {
            String text = bytes.toString(StandardCharsets.UTF_8);
            bytes.reset();
            return text.lines().toList();
        }
    }
}
