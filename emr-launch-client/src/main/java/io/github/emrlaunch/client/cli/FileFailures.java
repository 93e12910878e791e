package io.github.emrlaunch.client.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Explains why a file or folder could not be read or written. */
final class FileFailures {
    private FileFailures() {}

    /** The message has the operation, the cause has the reason. */
    static Explanation explain(UncheckedIOException e) {
        IOException cause = Objects.requireNonNull(e.getCause());
        String tried = String.valueOf(e.getMessage());
        // An exception that only wraps another one has its message.
        return tried.startsWith(cause.getClass().getName())
                ? explain(cause)
                : Explanation.of(tried + ": " + reason(cause));
    }

    static Explanation explain(IOException e) {
        String file = e instanceof FileSystemException inFile && inFile.getFile() != null
                ? "'" + inFile.getFile() + "': "
                : "";
        return Explanation.of(file + reason(e));
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is there, not a folder";
        }
        if (e instanceof EOFException) {
            return "it is cut off";
        }
        if (e instanceof FileSystemException inFile && inFile.getReason() != null) {
            return inFile.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
