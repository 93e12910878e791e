package io.github.emrlaunch.lambdas.aws;

import java.util.Objects;

/** A call to AWS failed: AWS refused it, or was not reachable. */
public final class AwsCallFailedException extends RuntimeException {
    /** The code of a call without a response. */
    public static final String NO_ANSWER = "NoAnswer";

    private final String action;
    private final String code;
    private final String reason;
    private final int status;

    private AwsCallFailedException(String action, String code, String reason, int status, String message) {
        super(message);
        this.action = action;
        this.code = code;
        this.reason = reason;
        this.status = status;
    }

    /** Returns the exception for an error response of AWS. */
    static AwsCallFailedException answered(String action, String code, String reason, int status) {
        return new AwsCallFailedException(
                action,
                code,
                reason,
                status,
                "%s failed with %s (status %d)%s"
                        .formatted(action, code, status, reason.isEmpty() ? "" : ": " + reason));
    }

    /** Returns the exception for a missing response. The reason has the remedy. */
    static AwsCallFailedException unanswered(String action, String reason) {
        return new AwsCallFailedException(action, NO_ANSWER, reason, 0, "%s failed: %s".formatted(action, reason));
    }

    /** Returns this exception with another reason. */
    public AwsCallFailedException withReason(String text) {
        return status == 0 ? unanswered(action, text) : answered(action, code, text, status);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns the operation in the form of an IAM action, such as {@code ssm:GetParameters}. */
    public String action() {
        return action;
    }

    /** Returns the error code, such as {@code ValidationException}, or {@value #NO_ANSWER} if there was no response. */
    public String code() {
        return code;
    }

    /** Returns AWS's message, which may be empty and may quote parts of the request. */
    public String reason() {
        return reason;
    }

    /** Returns the HTTP status, or 0 if there was no response. */
    public int status() {
        return status;
    }

    /** Returns whether AWS throttled the call, and therefore did not process it. */
    public boolean isThrottled() {
        return AwsErrorCodes.THROTTLING.contains(code) || status == 429;
    }

    /** Returns whether a retry of the call may succeed, after throttling, a fault of the service, or no response. */
    public boolean isTransient() {
        return isThrottled() || status == 0 || status >= 500 || AwsErrorCodes.TRANSIENT.contains(code);
    }

    boolean isDefiniteClockSkew() {
        return AwsErrorCodes.CLOCK_SKEW.contains(code);
    }

    boolean mayBeClockSkew() {
        return isDefiniteClockSkew() || AwsErrorCodes.PERHAPS_CLOCK_SKEW.contains(code);
    }

    boolean isExpiredCredentials() {
        return AwsErrorCodes.EXPIRED_CREDENTIALS.contains(code);
    }
}
