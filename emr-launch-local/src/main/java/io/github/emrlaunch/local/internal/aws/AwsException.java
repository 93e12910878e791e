package io.github.emrlaunch.local.internal.aws;

import java.util.Map;

/** An error as AWS answers it: an error code, a message, an HTTP status and the fields of a modelled error. */
public final class AwsException extends RuntimeException {
    private static final String ANSWER_LOST = "SdkClientException";

    private final String code;
    private final int status;
    private final Map<String, String> fields;

    private AwsException(String code, int status, String message, Map<String, String> fields) {
        super(message);
        this.code = code;
        this.status = status;
        this.fields = Map.copyOf(fields);
    }

    /** The caller's fault, status 400. */
    public static AwsException client(String code, String message) {
        return new AwsException(code, 400, message, Map.of());
    }

    /** The caller's fault with further members in the answer, such as EMR's {@code ErrorCode}. */
    public static AwsException client(String code, String message, Map<String, String> fields) {
        return new AwsException(code, 400, message, fields);
    }

    public static AwsException validation(String message) {
        return client("ValidationException", message);
    }

    public static AwsException of(String code, int status, String message) {
        return new AwsException(code, status, message, Map.of());
    }

    /** An error with further members in the answer, such as Lambda's {@code Reason}. */
    public static AwsException of(String code, int status, String message, Map<String, String> fields) {
        return new AwsException(code, status, message, fields);
    }

    /** The work was done, but no answer says so. The code is the SDK's name for that; there is no status. */
    public static AwsException answerLost() {
        return of(ANSWER_LOST, 0, "Unable to execute HTTP request: Read timed out");
    }

    public boolean isAnswerLost() {
        return code.equals(ANSWER_LOST);
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public Map<String, String> fields() {
        return fields;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
