package io.github.emrlaunch.client.cli;

/** The reader of the output has closed it. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;
}
