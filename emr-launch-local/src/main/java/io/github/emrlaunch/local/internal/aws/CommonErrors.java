package io.github.emrlaunch.local.internal.aws;

import org.jspecify.annotations.Nullable;

/**
 * The errors that every operation of a service has. Their codes depend on the protocol, and some services have their own.
 *
 * @param accessDeniedCode of a call that is not allowed
 * @param accessDeniedStatus the HTTP status of that
 * @param throttlingCode of a call too many
 * @param throttlingStatus the HTTP status of that
 * @param accessDeniedQueryCode the code of the Query protocol for a call that is not allowed, null for a service that always
 *     spoke another protocol
 * @param authentication of a call whose caller is not known
 */
public record CommonErrors(
        String accessDeniedCode,
        int accessDeniedStatus,
        String throttlingCode,
        int throttlingStatus,
        @Nullable String accessDeniedQueryCode,
        AuthenticationErrors authentication) {
    /** Of the AWS JSON protocols. */
    public static final CommonErrors JSON =
            new CommonErrors("AccessDeniedException", 400, "ThrottlingException", 400, null, AuthenticationErrors.JSON);
    /** Of the REST JSON protocol. */
    public static final CommonErrors REST =
            new CommonErrors("AccessDeniedException", 403, "ThrottlingException", 400, null, AuthenticationErrors.REST);
    /** Of the Query protocol. */
    public static final CommonErrors QUERY =
            new CommonErrors("AccessDenied", 403, "Throttling", 400, null, AuthenticationErrors.QUERY);

    /** Of a JSON protocol that took the place of the Query protocol. */
    public static final CommonErrors QUERY_COMPATIBLE = new CommonErrors(
            "AccessDeniedException", 403, "ThrottlingException", 400, "AccessDenied", AuthenticationErrors.QUERY);

    /** The same with another error for calls that are not allowed. */
    public CommonErrors withAccessDenied(String code) {
        return new CommonErrors(
                code, accessDeniedStatus, throttlingCode, throttlingStatus, accessDeniedQueryCode, authentication);
    }

    /** The same with another error for a call too many. */
    public CommonErrors withThrottling(String code, int status) {
        return new CommonErrors(
                accessDeniedCode, accessDeniedStatus, code, status, accessDeniedQueryCode, authentication);
    }

    /** The error of a call that is not allowed. */
    public AwsException accessDenied(String message) {
        return accessDeniedQueryCode == null
                ? AwsException.of(accessDeniedCode, accessDeniedStatus, message)
                : AwsException.queryCompatible(accessDeniedCode, accessDeniedQueryCode, accessDeniedStatus, message);
    }

    /** The error of a call too many. */
    public AwsException throttling() {
        return AwsException.of(throttlingCode, throttlingStatus, "Rate exceeded");
    }
}
