package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uploaded content: a file that does not have its final name yet.
 *
 * @param etag the ETag in quotes
 * @param checksums the checksums that the client requested, as members of responses
 */
record Incoming(Path file, long size, String etag, ObjectNode checksums) implements AutoCloseable {
    private static final long MAX_SIZE = 5L << 30;
    private static final int BUFFER = 1 << 16;
    private static final int MD5_SIZE = 16;

    /** Writes the body of a request to a file. Rejects it when it does not match the length or a checksum of the request. */
    static Incoming read(BucketFolders folders, ObjectNode input) throws IOException {
        Payload body = Payload.in(input.path("Body"))
                .orElseGet(
                        () -> Payload.of(input.has("Body") ? input.get("Body").toString() : ""));
        if (body.length() < 0) {
            throw AwsException.of("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
        }
        if (body.length() > MAX_SIZE) {
            throw S3Errors.entityTooLarge(body.length(), MAX_SIZE);
        }
        byte[] expectedMd5 = expectedMd5(input);
        Path file = folders.temporary();
        try (InputStream in = body.source().open();
                OutputStream out = Files.newOutputStream(file)) {
            return copy(in, out, file, body.length(), input, expectedMd5);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static Incoming copy(
            InputStream in, OutputStream out, Path file, long length, ObjectNode input, byte @Nullable [] expectedMd5)
            throws IOException {
        Checksum.Running md5 = Checksum.digest("MD5");
        String signed = AwsJson.text(input, "ContentSha256", "");
        Checksum.Running sha256 = signed.matches("[0-9a-f]{64}") ? Checksum.SHA256.start() : null;
        Map<Checksum, Checksum.Running> sums = new EnumMap<>(Checksum.class);
        asked(input).forEach((checksum, value) -> sums.put(checksum, checksum.start()));
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            size += count;
            md5.update(buffer, count);
            for (Checksum.Running sum : sums.values()) {
                sum.update(buffer, count);
            }
            if (sha256 != null) {
                sha256.update(buffer, count);
            }
        }
        if (size != length) {
            throw AwsException.of(
                    "IncompleteBody",
                    400,
                    "You did not provide the number of bytes specified by the Content-Length HTTP header",
                    Map.of("NumberBytesExpected", Long.toString(length), "NumberBytesProvided", Long.toString(size)));
        }
        byte[] digest = md5.value();
        if (expectedMd5 != null && !Arrays.equals(expectedMd5, digest)) {
            throw S3Errors.badDigest("Content-MD5");
        }
        if (sha256 != null && !HexFormat.of().formatHex(sha256.value()).equals(signed)) {
            throw AwsException.of(
                    "XAmzContentSHA256Mismatch",
                    400,
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        Map<Checksum, String> expected = new HashMap<>(asked(input));
        if (in instanceof ChunkedBody chunked) {
            chunked.trailers()
                    .forEach((name, value) -> Checksum.find(name).ifPresent(checksum -> expected.put(checksum, value)));
        }
        return new Incoming(file, size, ObjectRecords.etag(digest), checked(sums, expected));
    }

    private static ObjectNode checked(Map<Checksum, Checksum.Running> sums, Map<Checksum, String> expected) {
        ObjectNode checksums = AwsJson.object();
        sums.forEach((checksum, sum) -> {
            String value = Base64.getEncoder().encodeToString(sum.value());
            String given = expected.getOrDefault(checksum, "");
            if (!given.isEmpty() && !given.equals(value)) {
                throw S3Errors.badDigest(checksum.name());
            }
            checksums.put(checksum.member(), value);
        });
        return checksums;
    }

    /** Returns the checksums in a request, with their values unless they follow the body. */
    private static Map<Checksum, String> asked(ObjectNode input) {
        Map<Checksum, String> asked = new EnumMap<>(Checksum.class);
        for (Checksum checksum : Checksum.values()) {
            String value = AwsJson.text(input, checksum.member());
            if (value != null) {
                asked.put(checksum, value);
            }
        }
        algorithm(input).ifPresent(checksum -> asked.putIfAbsent(checksum, ""));
        for (String trailer : AwsJson.text(input, "Trailer", "").split(",", -1)) {
            Checksum.find(trailer.strip()).ifPresent(checksum -> asked.putIfAbsent(checksum, ""));
        }
        return asked;
    }

    /** Returns the checksum algorithm in a request. */
    static Optional<Checksum> algorithm(JsonNode input) {
        String name = AwsJson.text(input, "ChecksumAlgorithm");
        if (name == null) {
            return Optional.empty();
        }
        return Optional.of(Checksum.find(name)
                .orElseThrow(() -> S3Errors.notImplemented("the checksum algorithm " + name.toUpperCase(Locale.ROOT))));
    }

    private static byte @Nullable [] expectedMd5(ObjectNode input) {
        String given = AwsJson.text(input, "ContentMD5");
        if (given == null) {
            return null;
        }
        try {
            byte[] md5 = Base64.getDecoder().decode(given);
            if (md5.length == MD5_SIZE) {
                return md5;
            }
        } catch (IllegalArgumentException notBase64) {
            // Rejected below.
        }
        throw AwsException.of("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
    }

    /** Deletes the file unless it has been moved. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
