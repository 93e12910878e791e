package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of requests, see <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html">Conditional requests</a>, and the range
 * of a read request.
 */
final class Conditions {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private Conditions() {}

    /** A part of an object. The end is exclusive. */
    record Range(long from, long to) {}

    /**
     * Checks the conditions of a read request. When a condition on the ETag and one on the time are set, the ETag decides.
     *
     * @param prefix the prefix of the members, {@code CopySource} for the source of a copy
     */
    static void checkRead(ObjectNode input, String prefix, StoredObject object) {
        boolean copies = !prefix.isEmpty();
        String match = AwsJson.text(input, prefix + "IfMatch");
        String noneMatch = AwsJson.text(input, prefix + "IfNoneMatch");
        Instant unmodifiedSince = time(input, prefix + "IfUnmodifiedSince");
        Instant modifiedSince = time(input, prefix + "IfModifiedSince");
        if (match != null && !isOneOf(match, object.etag())) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        if (match == null && unmodifiedSince != null && object.modified().isAfter(unmodifiedSince)) {
            throw S3Errors.preconditionFailed("If-Unmodified-Since");
        }
        if (noneMatch != null && isOneOf(noneMatch, object.etag())) {
            throw unchanged(copies, "If-None-Match");
        }
        if (noneMatch == null && modifiedSince != null && !object.modified().isAfter(modifiedSince)) {
            throw unchanged(copies, "If-Modified-Since");
        }
    }

    private static AwsException unchanged(boolean copies, String condition) {
        return copies
                ? S3Errors.preconditionFailed(condition)
                : AwsException.of("NotModified", 304, "Not Modified", Map.of("Condition", condition));
    }

    /** Checks the conditions of a write request on the existing object. */
    static void checkWrite(ObjectNode input, String key, Optional<StoredObject> there) {
        String match = AwsJson.text(input, "IfMatch");
        String noneMatch = AwsJson.text(input, "IfNoneMatch");
        if (noneMatch != null && !noneMatch.equals("*")) {
            throw S3Errors.notImplemented("If-None-Match with an ETag, of a request that writes");
        }
        if (noneMatch != null && there.isPresent()) {
            throw S3Errors.preconditionFailed("If-None-Match");
        }
        if (match != null && there.isEmpty()) {
            throw S3Errors.noSuchKey(key);
        }
        if (match != null
                && there.filter(object -> isOneOf(match, object.etag())).isEmpty()) {
            throw S3Errors.preconditionFailed("If-Match");
        }
    }

    /** Returns the part of the range header; empty without a range, or for a range that S3 ignores. */
    static Optional<Range> range(@Nullable String text, long size) {
        Matcher range = RANGE.matcher(text == null ? "" : text.strip());
        if (!range.matches() || range.group().equals("bytes=-")) {
            return Optional.empty();
        }
        boolean suffix = range.group(1).isEmpty();
        boolean open = range.group(2).isEmpty();
        long from = suffix ? Math.max(0, size - Long.parseLong(range.group(2))) : Long.parseLong(range.group(1));
        long to = suffix || open ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
        if (!suffix && !open && Long.parseLong(range.group(2)) < from) {
            return Optional.empty();
        }
        if (from >= size) {
            throw AwsException.of(
                    "InvalidRange",
                    416,
                    "The requested range is not satisfiable",
                    Map.of("RangeRequested", range.group(), "ActualObjectSize", Long.toString(size)));
        }
        return Optional.of(new Range(from, to));
    }

    private static boolean isOneOf(String given, String etag) {
        return Arrays.stream(given.split(",", -1))
                .map(one -> one.strip().replaceFirst("^W/", "").replace("\"", ""))
                .anyMatch(one -> one.equals("*") || one.equals(etag.replace("\"", "")));
    }

    private static @Nullable Instant time(ObjectNode input, String member) {
        String text = AwsJson.text(input, member);
        if (text == null) {
            return null;
        }
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException notATime) {
            // HTTP ignores an invalid date.
            return null;
        }
    }
}
