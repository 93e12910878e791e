package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The attributes of an object in a request, other than its content. */
final class ObjectAttributes {
    private static final int MAX_METADATA = 2048;
    /** The attributes that a copy takes from its source. */
    private static final List<String> COPIED = List.of(
            "CacheControl",
            "ContentDisposition",
            "ContentEncoding",
            "ContentLanguage",
            "ContentType",
            "Expires",
            "Metadata");

    private static final List<String> OF_REQUEST = List.of("StorageClass", "ServerSideEncryption", "SSEKMSKeyId");
    /** The storage classes whose objects can be read immediately. */
    private static final Set<String> STORAGE_CLASSES =
            Set.of("STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR");

    private static final List<String> ENCRYPTIONS = List.of("AES256", "aws:kms", "aws:kms:dsse");

    private ObjectAttributes() {}

    /** Returns the attributes of an object that is put. */
    static ObjectNode of(ObjectNode input) {
        return with(input, input);
    }

    /** Returns the attributes of a copy. */
    static ObjectNode ofCopy(ObjectNode input, StoredObject source) {
        return with(isReplacing(input) ? input : source.attributes(), input);
    }

    static boolean isReplacing(ObjectNode input) {
        String directive = AwsJson.text(input, "MetadataDirective", "COPY");
        if (!directive.equals("COPY") && !directive.equals("REPLACE")) {
            throw S3Errors.invalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", directive);
        }
        return directive.equals("REPLACE");
    }

    /** Returns whether a copy of an object to itself changes anything. */
    static boolean changes(ObjectNode input) {
        return isReplacing(input) || OF_REQUEST.stream().anyMatch(input::has);
    }

    private static ObjectNode with(ObjectNode described, ObjectNode input) {
        ObjectNode attributes = AwsJson.object();
        COPIED.stream().filter(described::has).forEach(member -> attributes.set(member, described.get(member)));
        OF_REQUEST.stream().filter(input::has).forEach(member -> attributes.set(member, input.get(member)));
        String storageClass = AwsJson.text(input, "StorageClass", "STANDARD");
        if (!STORAGE_CLASSES.contains(storageClass)) {
            throw AwsException.of("InvalidStorageClass", 400, "The storage class you specified is not valid");
        }
        String encryption = encryption(input);
        if (!ENCRYPTIONS.contains(encryption)) {
            throw AwsException.of(
                    "InvalidEncryptionAlgorithmError",
                    400,
                    "The Encryption request you specified is not valid. Supported values: " + ENCRYPTIONS);
        }
        if (storageClass.equals("STANDARD")) {
            attributes.remove("StorageClass");
        }
        attributes.set("Metadata", metadata(attributes.path("Metadata")));
        return attributes;
    }

    /** Returns the metadata with names in lower case, as in HTTP. */
    private static ObjectNode metadata(JsonNode given) {
        ObjectNode metadata = AwsJson.object();
        int size = 0;
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            String value = entry.getValue().asText();
            size += entry.getKey().length() + value.getBytes(StandardCharsets.UTF_8).length;
            metadata.put(entry.getKey().toLowerCase(Locale.ROOT), value);
        }
        if (size > MAX_METADATA) {
            throw AwsException.of(
                    "MetadataTooLarge",
                    400,
                    "Your metadata headers exceed the maximum allowed metadata size",
                    Map.of("Size", Integer.toString(size), "MaxSizeAllowed", Integer.toString(MAX_METADATA)));
        }
        return metadata;
    }

    /** Returns the members of a response for every object. */
    static ObjectNode answer(StoredObject object) {
        ObjectNode answer = AwsJson.object()
                .put("AcceptRanges", "bytes")
                .put("LastModified", object.modified().toString())
                .put("ContentLength", object.size())
                .put("ETag", object.etag())
                .put("ContentType", "binary/octet-stream")
                .put("ServerSideEncryption", "AES256");
        answer.setAll(object.attributes());
        answer.remove("PartSizes");
        if (!answer.has("Metadata")) {
            answer.putObject("Metadata");
        }
        return answer;
    }

    static String encryption(ObjectNode attributes) {
        return AwsJson.text(attributes, "ServerSideEncryption", "AES256");
    }
}
