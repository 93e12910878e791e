package io.github.emrlaunch.local.spark.fs;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The endpoint of S3 and the caller's credentials.
 *
 * @param sessionToken the session token; empty if there is none
 * @param partSize the size from which an object is uploaded in parts
 */
record S3Settings(String endpoint, String region, String accessKeyId, String sessionToken, long partSize) {
    private static final long SMALLEST_PART = 5L << 20;
    private static final long DEFAULT_PART = 64L << 20;

    /**
     * Returns the settings of a job. Access keys in Hadoop's settings are ignored: a job runs with its role.
     *
     * @throws IOException when a variable is missing
     */
    static S3Settings of(Configuration conf, Map<String, String> environment) throws IOException {
        return new S3Settings(
                variable(environment, "AWS_ENDPOINT_URL").replaceFirst("/+$", ""),
                environment.getOrDefault("AWS_REGION", "us-east-1"),
                variable(environment, "AWS_ACCESS_KEY_ID"),
                environment.getOrDefault("AWS_SESSION_TOKEN", ""),
                Math.max(SMALLEST_PART, conf.getLongBytes("fs.s3a.multipart.size", DEFAULT_PART)));
    }

    private static String variable(Map<String, String> environment, String name) throws IOException {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IOException("The environment variable '" + name
                    + "' is not set: s3:// is the local emulator's S3, which a job" + " of the emulator finds by it");
        }
        return value;
    }

    /** The caller, as a header. The local emulator verifies no signatures. */
    String authorization() {
        return "AWS4-HMAC-SHA256 Credential=" + accessKeyId + "/20260101/" + region
                + "/s3/aws4_request, SignedHeaders=host, Signature=0";
    }
}
