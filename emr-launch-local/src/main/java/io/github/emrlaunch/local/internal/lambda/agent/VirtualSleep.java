package io.github.emrlaunch.local.internal.lambda.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@link Thread#sleep} in the code of a function. In the thread that runs handlers, the sleep takes virtual time of the local
 * emulator. Other threads, such as those that clean up connection pools, sleep in real time: their sleep is not part of the
 * invocation.
 */
public final class VirtualSleep {
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** The maximum duration; no function can take longer. */
    private static final long MAX_MILLIS = Duration.ofHours(1).toMillis();

    private static volatile String host = "";
    private static volatile int port;
    private static volatile @Nullable Thread handlers;

    private VirtualSleep() {}

    /** Sets the address of the function's Runtime API, and marks the current thread as the one that runs handlers. */
    static void connectTo(String authority) {
        handlers = Thread.currentThread();
        int colon = authority.lastIndexOf(':');
        host = authority.substring(0, colon);
        port = Integer.parseInt(authority.substring(colon + 1));
    }

    /** Equivalent to {@link Thread#sleep(long)}. */
    public static void sleep(long millis) throws InterruptedException {
        if (Thread.currentThread() != handlers) {
            Thread.sleep(millis);
            return;
        }
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (millis > 0) {
            request(Math.min(millis, MAX_MILLIS));
        }
    }

    /** Equivalent to {@link Thread#sleep(long, int)}. */
    public static void sleep(long millis, int nanos) throws InterruptedException {
        sleep(nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    /** Equivalent to {@code Thread.sleep(Duration)}, which is available since Java 19. */
    public static void sleep(Duration duration) throws InterruptedException {
        sleep(Math.max(0, duration.plusNanos(NANOS_PER_MILLI - 1).toMillis()));
    }

    /** Sends the request and returns when the response arrives. */
    private static void request(long millis) {
        String request =
                "POST /emr-launch/sleep HTTP/1.1\r\nHost: %s:%d\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%d"
                        .formatted(host, port, Long.toString(millis).length(), millis);
        try (Socket socket = new Socket(host, port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // The response only signals the end of the sleep.
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The local emulator is gone", e);
        }
    }
}
