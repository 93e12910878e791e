package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Operation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The operations that list the keys of a bucket, in the order of their UTF-8 bytes. */
final class Listing {
    private static final int PAGE = 1000;

    private final BucketFolders folders;
    private final S3Access access;

    Listing(BucketFolders folders, S3Access access) {
        this.folders = folders;
        this.access = access;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "ListObjectsV2", access.onBucket("s3:ListBucket", this::listObjectsV2),
                "ListObjects", access.onBucket("s3:ListBucket", this::listObjects));
    }

    private JsonNode listObjectsV2(CallContext context, ObjectNode input) throws IOException {
        String token = AwsJson.text(input, "ContinuationToken");
        String startAfter = AwsJson.text(input, "StartAfter", "");
        ObjectNode output = page(input, token == null ? startAfter : decoded(token));
        JsonNode last = output.remove("Last");
        if (last != null) {
            output.put(
                    "NextContinuationToken",
                    Base64.getUrlEncoder().encodeToString(last.asText().getBytes(StandardCharsets.UTF_8)));
        }
        output.put(
                "KeyCount",
                output.path("Contents").size() + output.path("CommonPrefixes").size());
        if (token != null) {
            output.put("ContinuationToken", token);
        }
        if (!startAfter.isEmpty()) {
            output.put("StartAfter", encoded(input, startAfter));
        }
        if (!input.path("FetchOwner").asBoolean()) {
            output.path("Contents").forEach(object -> ((ObjectNode) object).remove("Owner"));
        }
        return output;
    }

    private JsonNode listObjects(CallContext context, ObjectNode input) throws IOException {
        String marker = AwsJson.text(input, "Marker", "");
        ObjectNode output = page(input, marker).put("Marker", encoded(input, marker));
        JsonNode last = output.remove("Last");
        // Without a delimiter, the last key is the next marker.
        if (last != null && input.has("Delimiter")) {
            output.put("NextMarker", encoded(input, last.asText()));
        }
        return output;
    }

    /** @param after the key or common prefix after which the page starts */
    private ObjectNode page(ObjectNode input, String after) throws IOException {
        String bucket = S3Access.bucket(input);
        folders.require(bucket);
        int size = size(input);
        String prefix = AwsJson.text(input, "Prefix", "");
        String delimiter = AwsJson.text(input, "Delimiter", "");
        ObjectNode output = AwsJson.object().put("Name", bucket).put("Prefix", encoded(input, prefix));
        if (!delimiter.isEmpty()) {
            output.put("Delimiter", encoded(input, delimiter));
        }
        output.put("MaxKeys", size);
        if (input.has("EncodingType")) {
            output.put("EncodingType", "url");
        }
        NavigableMap<String, Optional<Path>> entries = entries(bucket, prefix, delimiter);
        ArrayNode contents = AwsJson.array();
        ArrayNode prefixes = AwsJson.array();
        String last = null;
        boolean truncated = false;
        for (Map.Entry<String, Optional<Path>> entry :
                entries.tailMap(after, false).entrySet()) {
            if (contents.size() + prefixes.size() == size) {
                truncated = size > 0;
                break;
            }
            String name = entry.getKey();
            last = name;
            if (entry.getValue().isEmpty()) {
                prefixes.addObject().put("Prefix", encoded(input, name));
            } else {
                folders.read(bucket, name, entry.getValue().get())
                        .ifPresent(object -> contents.add(described(input, object)));
            }
        }
        output.put("IsTruncated", truncated);
        if (!contents.isEmpty()) {
            output.set("Contents", contents);
        }
        if (!prefixes.isEmpty()) {
            output.set("CommonPrefixes", prefixes);
        }
        return truncated && last != null ? output.put("Last", last) : output;
    }

    /** Returns keys with their files, and common prefixes without a file. */
    private NavigableMap<String, Optional<Path>> entries(String bucket, String prefix, String delimiter)
            throws IOException {
        NavigableMap<String, Optional<Path>> entries = new TreeMap<>(BucketFolders.KEY_ORDER);
        folders.keys(bucket, prefix).forEach((key, file) -> {
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (end < 0) {
                entries.put(key, Optional.of(file));
            } else {
                entries.put(key.substring(0, end + delimiter.length()), Optional.empty());
            }
        });
        return entries;
    }

    private static ObjectNode described(ObjectNode input, StoredObject object) {
        ObjectNode described = AwsJson.object()
                .put("Key", encoded(input, object.key()))
                .put("LastModified", object.modified().toString())
                .put("ETag", object.etag())
                .put("Size", object.size())
                .put("StorageClass", AwsJson.text(object.attributes(), "StorageClass", "STANDARD"));
        described.set("Owner", BucketOperations.owner());
        return described;
    }

    private static int size(ObjectNode input) {
        String given = AwsJson.text(input, "MaxKeys", Integer.toString(PAGE));
        if (!given.matches("\\d{1,10}") || Long.parseLong(given) > Integer.MAX_VALUE) {
            throw S3Errors.invalidArgument(
                    "Provided max-keys not an integer or within integer range", "max-keys", given);
        }
        return Math.min(PAGE, Integer.parseInt(given));
    }

    /** Encodes a text if the request requires it, because XML cannot represent some characters. */
    private static String encoded(ObjectNode input, String text) {
        String type = AwsJson.text(input, "EncodingType");
        if (type == null) {
            return text;
        }
        if (!type.equals("url")) {
            throw S3Errors.invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
        }
    }
}
