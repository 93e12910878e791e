package io.github.emrlaunch.local.spark.fs;

import java.io.IOException;

/** An error response of S3. */
final class S3Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /** @param code such as {@code NoSuchKey}; empty for an answer without a document */
    S3Refusal(int status, String code, String message) {
        super(code + ": " + message + " (Service: S3, Status Code: " + status + ")");
        this.status = status;
        this.code = code;
    }

    boolean isNotFound() {
        return status == 404;
    }

    boolean isForbidden() {
        return status == 403 || code.equals("ExpiredToken");
    }

    boolean isNoSuchBucket() {
        return code.equals("NoSuchBucket");
    }

    boolean isTemporary() {
        return status >= 500 && status != 501;
    }
}
