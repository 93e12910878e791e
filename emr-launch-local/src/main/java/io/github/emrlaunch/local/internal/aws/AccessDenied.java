package io.github.emrlaunch.local.internal.aws;

/** How a service says that a call is not allowed, which depends on its protocol. */
public enum AccessDenied {
    /** The AWS JSON protocols. */
    JSON("AccessDeniedException", 400),
    /** The REST protocol of Lambda. */
    REST("AccessDeniedException", 403),
    /** The Query protocol of STS. */
    QUERY("AccessDenied", 403),
    /** The Query protocol of SNS. */
    SNS("AuthorizationError", 403);

    private final String code;
    private final int status;

    AccessDenied(String code, int status) {
        this.code = code;
        this.status = status;
    }

    /** The error with this message. */
    public AwsException because(String message) {
        return AwsException.of(code, status, message);
    }
}
