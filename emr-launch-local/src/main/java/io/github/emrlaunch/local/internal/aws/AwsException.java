package io.github.emrlaunch.local.internal.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An AWS error: an error code, a message, an HTTP status and the fields of a modelled error. */
public final class AwsException extends RuntimeException {
    private static final String ANSWER_LOST = "SdkClientException";

    private final String code;
    private final int status;
    private final Map<String, String> fields;
    private final @Nullable String queryCode;

    private AwsException(
            String code, int status, String message, Map<String, String> fields, @Nullable String queryCode) {
        super(message);
        this.code = code;
        this.status = status;
        this.fields = Map.copyOf(fields);
        this.queryCode = queryCode;
    }

    /** Creates a client error with status 400. */
    public static AwsException client(String code, String message) {
        return new AwsException(code, 400, message, Map.of(), null);
    }

    /** Creates a client error with further members in the response, such as EMR's {@code ErrorCode}. */
    public static AwsException client(String code, String message, Map<String, String> fields) {
        return new AwsException(code, 400, message, fields, null);
    }

    public static AwsException validation(String message) {
        return client("ValidationException", message);
    }

    public static AwsException of(String code, int status, String message) {
        return new AwsException(code, status, message, Map.of(), null);
    }

    /**
     * Creates an error of a service that used the Query protocol before it used JSON, see <a
     * href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait">the trait
     * awsQueryCompatible</a>.
     *
     * @param queryCode the code of the Query protocol, which SDKs show
     */
    public static AwsException queryCompatible(String code, String queryCode, int status, String message) {
        return new AwsException(code, status, message, Map.of(), queryCode);
    }

    /** Creates an error with further members in the response, such as Lambda's {@code Reason}. */
    public static AwsException of(String code, int status, String message, Map<String, String> fields) {
        return new AwsException(code, status, message, fields, null);
    }

    /** The operation was performed, but the response was lost. The code is the name that the SDK uses; there is no status. */
    public static AwsException answerLost() {
        return of(ANSWER_LOST, 0, "Unable to execute HTTP request: Read timed out");
    }

    public boolean isAnswerLost() {
        return code.equals(ANSWER_LOST);
    }

    public String code() {
        return code;
    }

    /** Returns the code of the Query protocol; null for a service that never used the Query protocol. */
    public @Nullable String queryCode() {
        return queryCode;
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
