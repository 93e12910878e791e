package io.github.emrlaunch.local.internal.aws;

/**
 * How a service refuses a request whose caller it does not know, which depends on its protocol; see the common errors in the API
 * reference of each service.
 *
 * @param invalid the code for a key or token that nobody has
 * @param expired the code for a session that is over
 * @param signature the code for a signature that does not fit the request
 * @param status the HTTP status of all of them
 */
public record AuthenticationErrors(String invalid, String expired, String signature, int status) {
    /** Of the AWS JSON protocols. */
    public static final AuthenticationErrors JSON = new AuthenticationErrors(
            "UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException", 400);
    /** Of the REST JSON protocol. */
    public static final AuthenticationErrors REST = new AuthenticationErrors(
            "UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException", 403);
    /** Of the Query protocol. */
    public static final AuthenticationErrors QUERY =
            new AuthenticationErrors("InvalidClientTokenId", "ExpiredToken", "SignatureDoesNotMatch", 403);

    /** An access key that nobody has, or a session token that is not the key's. */
    public AwsException invalidToken() {
        return AwsException.of(
                invalid,
                status,
                "The security token included in the request is invalid. Sign with the credentials of LocalAws.environment(),"
                        + " or with all three values that AssumeRole answered.");
    }

    /** The session token of a session that is over. */
    public AwsException expiredToken() {
        return AwsException.of(expired, status, "The security token included in the request is expired");
    }

    /** A request that is signed for another region than the one where it arrived. */
    public AwsException wrongRegion(String signed, String region) {
        return AwsException.of(
                signature,
                status,
                "Credential should be scoped to a valid region, not '" + signed + "'. The local emulator is '" + region
                        + "'.");
    }
}
