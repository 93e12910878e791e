package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.aws.AwsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The reason of a failure, without class names when the message is sufficient. */
final class FailureReason {
    private FailureReason() {}

    static String of(Throwable thrown) {
        if (thrown instanceof AwsException e) {
            return e.code() + ": " + e.message();
        }
        if (thrown instanceof NoSuchFileException e) {
            return "there is no file " + e.getFile();
        }
        if (thrown instanceof AccessDeniedException e) {
            return "no permission for " + e.getFile();
        }
        boolean isClear = thrown instanceof FileSystemException
                || thrown instanceof IOException
                || thrown instanceof IllegalStateException;
        String message = thrown.getMessage();
        return isClear && message != null ? message : thrown.toString();
    }
}
