package io.github.emrlaunch.lambdas.aws;

import java.util.Set;

/** The error codes of AWS that are relevant for retries, from the AWS SDK. */
final class AwsErrorCodes {
    static final Set<String> THROTTLING = Set.of(
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
            "TransactionInProgressException");

    static final Set<String> TRANSIENT =
            Set.of("InternalError", "PriorRequestNotComplete", "RequestTimeout", "RequestTimeoutException");

    static final Set<String> CLOCK_SKEW = Set.of("RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed");

    /** Codes that mean clock skew only if the clocks differ. */
    static final Set<String> PERHAPS_CLOCK_SKEW =
            Set.of("AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch");

    static final Set<String> EXPIRED_CREDENTIALS = Set.of("ExpiredToken", "ExpiredTokenException");

    private AwsErrorCodes() {}
}
