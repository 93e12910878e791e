package io.github.emrlaunch.lambdas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Simulates Lambda: creates the handler of a function, takes and restores a snapshot, and invokes it twice with one payload. */
final class TwoInvocations {
    private TwoInvocations() {}

    /** Loaded when the snapshot is restored. */
    static final class Restored {
        private Restored() {}
    }

    /** Loaded before the second invocation. */
    static final class Again {
        private Again() {}
    }

    /** Expects the payload. */
    public static void main(String[] args) {
        LaunchHandler handler = new LaunchHandler();
        System.out.println("property=" + System.getProperty("aws.containerCredentialsFullUri"));
        byte[] payload = args[0].getBytes(StandardCharsets.UTF_8);
        System.out.println(Restored.class);
        invoke(handler, payload);
        System.out.println(Again.class);
        invoke(handler, payload);
    }

    private static void invoke(LaunchHandler handler, byte[] payload) {
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(payload),
                    new ByteArrayOutputStream(),
                    Invocation.FUNCTION + ":7",
                    System.out::print);
        } catch (IOException | RuntimeException e) {
            System.out.println(e.getClass().getName());
        }
    }
}
