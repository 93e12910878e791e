package io.github.emrlaunch.local.internal.s3;

import io.github.emrlaunch.local.internal.aws.AuthenticationErrors;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import java.util.Map;

/**
 * The errors of S3, see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses</a>. Their
 * fields are additional elements of the response.
 */
final class S3Errors {
    static final CommonErrors COMMON = new CommonErrors(
            "AccessDenied",
            403,
            "SlowDown",
            503,
            null,
            new AuthenticationErrors("InvalidAccessKeyId", "ExpiredToken", "AuthorizationHeaderMalformed", 403));

    /** The statuses of errors that differ from the usual status of their kind. */
    private static final Map<String, Integer> STATUSES =
            Map.of("ExpiredToken", 400, "AuthorizationHeaderMalformed", 400);

    private S3Errors() {}

    /** Returns the error in the format of S3. */
    static AwsException ofS3(AwsException error) {
        return switch (error.code()) {
            case "MissingAuthenticationTokenException" -> AwsException.of("AccessDenied", 403, "Access Denied");
            case "InternalFailure" -> AwsException.of("InternalError", 500, error.message());
            default ->
                AwsException.of(
                        error.code(),
                        STATUSES.getOrDefault(error.code(), error.status()),
                        error.message(),
                        error.fields());
        };
    }

    static AwsException noSuchBucket(String bucket) {
        return AwsException.of(
                "NoSuchBucket", 404, "The specified bucket does not exist", Map.of("BucketName", bucket));
    }

    static AwsException noSuchKey(String key) {
        return AwsException.of("NoSuchKey", 404, "The specified key does not exist.", Map.of("Key", key));
    }

    static AwsException noSuchUpload(String uploadId) {
        return AwsException.of(
                "NoSuchUpload",
                404,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                        + " or completed.",
                Map.of("UploadId", uploadId));
    }

    static AwsException invalidArgument(String message, String name, String value) {
        return AwsException.of("InvalidArgument", 400, message, Map.of("ArgumentName", name, "ArgumentValue", value));
    }

    static AwsException invalidRequest(String message) {
        return AwsException.of("InvalidRequest", 400, message);
    }

    static AwsException malformedXml(String why) {
        return AwsException.of(
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema: " + why);
    }

    static AwsException notImplemented(String what) {
        return AwsException.of(
                "NotImplemented",
                501,
                "A header or query you provided implies functionality that is not implemented by the local emulator: "
                        + what);
    }

    static AwsException methodNotAllowed(String method) {
        return AwsException.of(
                "MethodNotAllowed",
                405,
                "The specified method is not allowed against this resource.",
                Map.of("Method", method));
    }

    static AwsException preconditionFailed(String condition) {
        return AwsException.of(
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold",
                Map.of("Condition", condition));
    }

    static AwsException badDigest(String what) {
        return AwsException.of(
                "BadDigest", 400, "The " + what + " you specified did not match the calculated checksum.");
    }

    static AwsException entityTooLarge(long proposed, long maximum) {
        return AwsException.of(
                "EntityTooLarge",
                400,
                "Your proposed upload exceeds the maximum allowed size",
                Map.of("ProposedSize", Long.toString(proposed), "MaxSizeAllowed", Long.toString(maximum)));
    }
}
