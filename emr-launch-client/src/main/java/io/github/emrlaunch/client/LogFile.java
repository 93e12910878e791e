package io.github.emrlaunch.client;

/** The log files of a step. A job run of EMR Serverless has the first two, from its driver. */
public enum LogFile {
    /** The standard output of the program. */
    STDOUT("stdout"),
    /** The standard error of the program, such as Spark's log or the stack trace of a failure. */
    STDERR("stderr"),
    /** The log of EMR's controller: downloads, the command, the exit code. */
    CONTROLLER("controller"),
    /** The log of Hadoop. */
    SYSLOG("syslog");

    private final String fileName;

    LogFile(String fileName) {
        this.fileName = fileName;
    }

    /** Returns the file name without {@code .gz}. */
    public String fileName() {
        return fileName;
    }
}
