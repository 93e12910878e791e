package io.github.emrlaunch.local.internal.aws;

import org.jspecify.annotations.Nullable;

/**
 * The errors that every operation of a service can return. Their codes depend on the protocol, and some services have different codes.
 *
 * @param accessDeniedCode the code for a call that is not allowed
 * @param accessDeniedStatus the HTTP status for a call that is not allowed
 * @param throttlingCode the code for a throttled call
 * @param throttlingStatus the HTTP status for a throttled call
 * @param accessDeniedQueryCode the code of the Query protocol for a call that is not allowed; null for a service that never used the
 *     Query protocol
 * @param authentication the errors for an unknown caller
 */
public record CommonErrors(
        String accessDeniedCode,
        int accessDeniedStatus,
        String throttlingCode,
        int throttlingStatus,
        @Nullable String accessDeniedQueryCode,
        AuthenticationErrors authentication) {
    /** The errors of the AWS JSON protocols. */
    public static final CommonErrors JSON =
            new CommonErrors("AccessDeniedException", 400, "ThrottlingException", 400, null, AuthenticationErrors.JSON);
    /** The errors of the REST JSON protocol. */
    public static final CommonErrors REST =
            new CommonErrors("AccessDeniedException", 403, "ThrottlingException", 400, null, AuthenticationErrors.REST);
    /** The errors of the Query protocol. */
    public static final CommonErrors QUERY =
            new CommonErrors("AccessDenied", 403, "Throttling", 400, null, AuthenticationErrors.QUERY);

    /** The errors of a JSON protocol that replaced the Query protocol. */
    public static final CommonErrors QUERY_COMPATIBLE = new CommonErrors(
            "AccessDeniedException", 403, "ThrottlingException", 400, "AccessDenied", AuthenticationErrors.QUERY);

    /** Returns a copy with another code for calls that are not allowed. */
    public CommonErrors withAccessDenied(String code) {
        return new CommonErrors(
                code, accessDeniedStatus, throttlingCode, throttlingStatus, accessDeniedQueryCode, authentication);
    }

    /** Returns a copy with another error for throttled calls. */
    public CommonErrors withThrottling(String code, int status) {
        return new CommonErrors(
                accessDeniedCode, accessDeniedStatus, code, status, accessDeniedQueryCode, authentication);
    }

    /** Returns the error for a call that is not allowed. */
    public AwsException accessDenied(String message) {
        return accessDeniedQueryCode == null
                ? AwsException.of(accessDeniedCode, accessDeniedStatus, message)
                : AwsException.queryCompatible(accessDeniedCode, accessDeniedQueryCode, accessDeniedStatus, message);
    }

    /** Returns the error for a throttled call. */
    public AwsException throttling() {
        return AwsException.of(throttlingCode, throttlingStatus, "Rate exceeded");
    }
}
