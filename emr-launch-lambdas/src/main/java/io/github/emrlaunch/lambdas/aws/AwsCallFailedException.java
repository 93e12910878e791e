package io.github.emrlaunch.lambdas.aws;

import java.util.Objects;

/** A call of AWS failed: AWS refused it, or could not be reached. */
public final class AwsCallFailedException extends RuntimeException {
    /** The code of a call that got no answer. */
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

    /** An error that AWS answered with. */
    static AwsCallFailedException answered(String action, String code, String reason, int status) {
        return new AwsCallFailedException(
                action,
                code,
                reason,
                status,
                "%s failed with %s (status %d)%s"
                        .formatted(action, code, status, reason.isEmpty() ? "" : ": " + reason));
    }

    /** No answer: the reason says what to do. */
    static AwsCallFailedException unanswered(String action, String reason) {
        return new AwsCallFailedException(action, NO_ANSWER, reason, 0, "%s failed: %s".formatted(action, reason));
    }

    /** The same with another reason. */
    public AwsCallFailedException withReason(String text) {
        return status == 0 ? unanswered(action, text) : answered(action, code, text, status);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What was called, as IAM names it, such as {@code ssm:GetParameters}. */
    public String action() {
        return action;
    }

    /** The error's code, such as {@code ValidationException}; {@value #NO_ANSWER} when there was no answer. */
    public String code() {
        return code;
    }

    /** AWS's own message; may be empty. May quote what was sent. */
    public String reason() {
        return reason;
    }

    /** The HTTP status; 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** Whether AWS has refused the call because there were too many: then it did nothing. */
    public boolean isThrottled() {
        return AwsErrorCodes.THROTTLING.contains(code) || status == 429;
    }

    /** Whether the same call may succeed later: throttled, a fault of the service, or no answer. */
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
