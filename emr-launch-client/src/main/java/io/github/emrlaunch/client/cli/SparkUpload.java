package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.S3Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Code in S3 for spark-submit.
 *
 * @param main the URI of the file that spark-submit runs
 * @param modules the URI of the archive of modules; null if there is none
 */
record SparkUpload(String main, @Nullable String modules) {
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)/*(.*)");

    /**
     * Uploads code into a folder for its version. Existing objects are not written again.
     *
     * @param folder such as {@code s3://bucket/code/runs}
     * @param owner the account that must own the bucket; null for any account
     */
    static SparkUpload of(SparkCode code, String folder, @Nullable String owner, S3Client s3) {
        SparkUpload planned = planned(code, folder);
        try {
            put(s3, planned.main(), owner, code.main());
            if (planned.modules() != null) {
                Path archive = Files.createTempFile("emr-launch-", ".zip");
                try {
                    code.zip(archive);
                    put(s3, planned.modules(), owner, archive);
                } finally {
                    Files.deleteIfExists(archive);
                }
            }
            return planned;
        } catch (IOException e) {
            throw new UncheckedIOException("The code can't be read", e);
        }
    }

    /** Returns the upload without performing it. */
    static SparkUpload planned(SparkCode code, String folder) {
        Matcher address = ADDRESS.matcher(folder);
        if (!address.matches()) {
            throw new IllegalArgumentException("'--code' must have the form s3://BUCKET/PATH, got: " + folder);
        }
        try {
            S3Names.requireBucket(address.group(1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'--code' " + e.getMessage(), e);
        }
        String path = address.group(2).replaceFirst("/+$", "");
        String version = "s3://%s/%s%s/".formatted(address.group(1), path.isEmpty() ? "" : path + "/", code.version());
        return new SparkUpload(
                version + code.main().getFileName(), code.modules().isEmpty() ? null : version + "modules.zip");
    }

    private static void put(S3Client s3, String target, @Nullable String owner, Path file) {
        Matcher address = ADDRESS.matcher(target);
        if (!address.matches()) {
            throw new IllegalStateException(target);
        }
        try {
            s3.putObject(
                    request -> request.bucket(address.group(1))
                            .key(address.group(2))
                            .ifNoneMatch("*")
                            .expectedBucketOwner(owner),
                    file);
        } catch (S3Exception e) {
            // The key contains the digest of the code: an existing object has the same content.
            if (e.statusCode() != HttpURLConnection.HTTP_PRECON_FAILED) {
                throw e;
            }
        }
    }
}
