package io.github.emrlaunch.local.handlers;

/** The exception that the probe throws on request. */
public final class ProbeFailedException extends RuntimeException {
    ProbeFailedException(String message) {
        super(message);
    }
}
