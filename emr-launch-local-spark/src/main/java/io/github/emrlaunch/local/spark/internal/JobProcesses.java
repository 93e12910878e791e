package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the processes of a job on Linux, independent of their parents.
 *
 * @param variable is in their environment, as {@code NAME=value}
 * @param folder the real path of the job's folder, which has their working folder or their program
 */
record JobProcesses(String variable, Path folder) {
    /** The value of the variable. */
    String mark() {
        return variable.substring(variable.indexOf('=') + 1);
    }

    /** The processes that are alive. */
    List<ProcessHandle> left() {
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != own)
                .filter(process -> isOfTheJob(Path.of("/proc", String.valueOf(process.pid()))))
                .toList();
    }

    private boolean isOfTheJob(Path process) {
        return text(process.resolve("environ")).contains(variable)
                || ((isWithin(process.resolve("cwd")) || isWithin(process.resolve("exe")))
                        && !hasTerminal(text(process.resolve("stat"))));
    }

    private boolean isWithin(Path link) {
        try {
            return Files.readSymbolicLink(link).startsWith(folder);
        } catch (IOException e) {
            // The process belongs to another user or has ended, or this is not Linux.
            return false;
        }
    }

    /** A process with a terminal belongs to a user who inspects the folder. */
    private static boolean hasTerminal(String stat) {
        // The fields are "(name) state parent group session terminal"; the name can have any characters.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length < 5 || !fields[4].equals("0");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
