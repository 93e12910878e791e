package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of a cluster that a script of another job calls. Its command is not run: the script itself becomes that process, so that it
 * has the script's output, working folder and exit code.
 */
public final class PlannedJob extends RunningJob {
    private List<String> command = List.of();

    /**
     * Prepares the program.
     *
     * @param caller the job of the script
     * @param directory for the files of this call
     * @param work the folder in which the script calls it
     */
    public PlannedJob(RunningJob caller, Path directory, Path work) throws IOException {
        super(caller, directory, work);
    }

    /** The command of the process; empty until there is one. */
    public List<String> command() {
        return command;
    }

    @Override
    public Ended run(List<String> command) {
        if (!this.command.isEmpty()) {
            throw new IllegalStateException(
                    "A script can become one process only, got " + command.get(0) + " after " + this.command.get(0));
        }
        this.command = List.copyOf(command);
        return Ended.succeeded();
    }
}
