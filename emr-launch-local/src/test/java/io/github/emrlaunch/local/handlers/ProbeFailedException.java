package io.github.emrlaunch.local.handlers;

/** What the probe throws on request. */
public final class ProbeFailedException extends RuntimeException {
    ProbeFailedException(String message) {
        super(message);
    }
}
