package io.github.emrlaunch.local.internal.aws;

/**
 * The errors that every operation of a service has. Their codes depend on the protocol, and some services have their own.
 *
 * @param accessDeniedCode of a call that is not allowed
 * @param accessDeniedStatus the HTTP status of that
 * @param throttlingCode of a call too many
 * @param throttlingStatus the HTTP status of that
 * @param authentication of a call whose caller is not known
 */
public record CommonErrors(
        String accessDeniedCode,
        int accessDeniedStatus,
        String throttlingCode,
        int throttlingStatus,
        AuthenticationErrors authentication) {
    /** Of the AWS JSON protocols. */
    public static final CommonErrors JSON =
            new CommonErrors("AccessDeniedException", 400, "ThrottlingException", 400, AuthenticationErrors.JSON);
    /** Of the REST JSON protocol. */
    public static final CommonErrors REST =
            new CommonErrors("AccessDeniedException", 403, "ThrottlingException", 400, AuthenticationErrors.REST);
    /** Of the Query protocol. */
    public static final CommonErrors QUERY =
            new CommonErrors("AccessDenied", 403, "Throttling", 400, AuthenticationErrors.QUERY);

    /** The same with another error for calls that are not allowed. */
    public CommonErrors withAccessDenied(String code) {
        return new CommonErrors(code, accessDeniedStatus, throttlingCode, throttlingStatus, authentication);
    }

    /** The same with another error for a call too many. */
    public CommonErrors withThrottling(String code, int status) {
        return new CommonErrors(accessDeniedCode, accessDeniedStatus, code, status, authentication);
    }

    /** The same with other errors for calls whose caller is not known. */
    public CommonErrors with(AuthenticationErrors others) {
        return new CommonErrors(accessDeniedCode, accessDeniedStatus, throttlingCode, throttlingStatus, others);
    }

    /** The error of a call that is not allowed. */
    public AwsException accessDenied(String message) {
        return AwsException.of(accessDeniedCode, accessDeniedStatus, message);
    }

    /** The error of a call too many. */
    public AwsException throttling() {
        return AwsException.of(throttlingCode, throttlingStatus, "Rate exceeded");
    }
}
