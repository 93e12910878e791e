package io.github.emrlaunch.client.cli;

/** Nobody reads the output any more. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;
}
