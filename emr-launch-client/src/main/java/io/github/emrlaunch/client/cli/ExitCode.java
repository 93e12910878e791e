package io.github.emrlaunch.client.cli;

/** The exit codes of the command line, which are part of its interface to scripts. */
final class ExitCode {
    static final int OK = 0;

    /** The command has run with a negative result: a launch did not succeed, or two definitions differ. */
    static final int NEGATIVE = 1;

    /** The input is not valid: an unknown option, an override that is not allowed, or a document that is not a definition. */
    static final int INVALID = 2;

    /** The definition or launch does not exist. */
    static final int NOT_FOUND = 3;

    /** A call to AWS failed: no region or credentials, no permission, or continued throttling. */
    static final int AWS = 4;

    /** A bug of this program. */
    static final int BUG = 70;

    /** The command was interrupted. The code is the shell's. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
