package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Payload;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The code of functions and layers in buckets of the emulator. */
final class BucketCode {
    /** The asset buckets of the CDK, which the emulator does not have and does not need. */
    private static final Pattern ASSETS = Pattern.compile("cdk-.+-assets-.+");

    private final ServiceContext context;
    private final AtomicInteger files = new AtomicInteger();

    BucketCode(ServiceContext context) {
        this.context = context;
    }

    /**
     * Copies an object to a file.
     *
     * @param property the property with {@code S3Bucket} and {@code S3Key}
     * @return the file; null when the emulator does not have the bucket because it was not declared
     */
    @Nullable Path find(ResourceRequest request, String property) {
        JsonNode code = request.properties().path(property);
        String bucket = AwsJson.text(code, "S3Bucket", "");
        String key = AwsJson.text(code, "S3Key", "");
        ObjectNode object = AwsJson.object().put("Bucket", bucket).put("Key", key);
        if (AwsJson.has(code, "S3ObjectVersion")) {
            object.set("VersionId", code.get("S3ObjectVersion"));
        }
        try {
            return copy(context.gateway().call(context.root(), "s3", "GetObject", object));
        } catch (AwsException e) {
            if (e.code().equals("NoSuchBucket") && !ASSETS.matcher(bucket).matches()) {
                return null;
            }
            throw request.error(
                    "no asset of the cloud assembly has the key '" + key + "'; it has "
                            + request.assets().keySet() + ". The bucket " + bucket
                            + " does not have it either: " + e.code() + ": " + e.message(),
                    property + ".S3Key");
        }
    }

    private Path copy(JsonNode object) {
        Payload body = Payload.in(object.path("Body")).orElseGet(() -> Payload.of(""));
        try (InputStream in = body.source().open()) {
            Path folder = Files.createDirectories(context.directory().resolve("lambda-code"));
            Path file = folder.resolve(files.incrementAndGet() + ".zip");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the code of a function: " + e.getMessage(), e);
        }
    }
}
