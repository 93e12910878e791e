package io.github.emrlaunch.local.internal.aws;

/**
 * The errors of a service for a request with an unknown caller. They depend on the protocol; see the common errors in the API
 * reference of each service.
 *
 * @param invalid the code for a key or token that does not exist
 * @param expired the code for an expired session
 * @param signature the code for a signature that does not match the request
 * @param status the HTTP status of all of them
 */
public record AuthenticationErrors(String invalid, String expired, String signature, int status) {
    /** The errors of the AWS JSON protocols. */
    public static final AuthenticationErrors JSON = new AuthenticationErrors(
            "UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException", 400);
    /** The errors of the REST JSON protocol. */
    public static final AuthenticationErrors REST = new AuthenticationErrors(
            "UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException", 403);
    /** The errors of the Query protocol. */
    public static final AuthenticationErrors QUERY =
            new AuthenticationErrors("InvalidClientTokenId", "ExpiredToken", "SignatureDoesNotMatch", 403);

    /** Returns the error for an unknown access key, or a session token that does not belong to the key. */
    public AwsException invalidToken() {
        return AwsException.of(
                invalid,
                status,
                "The security token included in the request is invalid. Sign with the credentials of LocalAws.environment(),"
                        + " or with all three values that AssumeRole answered.");
    }

    /** Returns the error for an expired session. */
    public AwsException expiredToken() {
        return AwsException.of(expired, status, "The security token included in the request is expired");
    }

    /** Returns the error for a request that is signed for another region. */
    public AwsException wrongRegion(String signed, String region) {
        return AwsException.of(
                signature,
                status,
                "Credential should be scoped to a valid region, not '" + signed + "'. The local emulator is '" + region
                        + "'.");
    }
}
