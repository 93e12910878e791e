package io.github.emrlaunch.client;

/** The logs of a step. A job run of EMR Serverless has the first two, those of its driver. */
public enum LogFile {
    /** What the program prints. */
    STDOUT("stdout"),
    /** What the program prints about itself: Spark's log, the stack trace of a failure. */
    STDERR("stderr"),
    /** What EMR did for the step: what it downloaded, the command, the exit code. */
    CONTROLLER("controller"),
    /** Hadoop's log. */
    SYSLOG("syslog");

    private final String fileName;

    LogFile(String fileName) {
        this.fileName = fileName;
    }

    /** The name without {@code .gz}. */
    public String fileName() {
        return fileName;
    }
}
