package io.github.emrlaunch.client.cli;

/** The exit codes of the command line, which are part of its interface to scripts. */
final class ExitCode {
    static final int OK = 0;

    /** The command has run, and what it looked at is not as wished: a launch did not succeed, two definitions differ. */
    static final int NEGATIVE = 1;

    /** What was asked for is not valid: an unknown option, an override that isn't allowed, a document that is no definition. */
    static final int INVALID = 2;

    /** There is no such definition or launch. */
    static final int NOT_FOUND = 3;

    /** AWS could not be asked, or refused: no region or credentials, no permission, throttling that didn't end. */
    static final int AWS = 4;

    /** A bug of this program. */
    static final int BUG = 70;

    /** Interrupted, as a shell says it. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
