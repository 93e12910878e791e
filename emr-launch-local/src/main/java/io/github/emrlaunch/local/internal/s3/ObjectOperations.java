package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Payload;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations for complete objects. */
final class ObjectOperations {
    private static final int MAX_DELETED = 1000;
    private static final long MAX_COPIED = 5L << 30;
    /** Members of a request that override the attributes of the object. */
    private static final List<String> OVERRIDDEN = List.of(
            "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Expires");

    private final BucketFolders folders;
    private final S3Access access;
    private final S3Events events;

    ObjectOperations(BucketFolders folders, S3Access access, S3Events events) {
        this.folders = folders;
        this.access = access;
        this.events = events;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "GetObject", access.onObject("s3:GetObject", this::getObject),
                "HeadObject", access.onObject("s3:GetObject", this::headObject),
                "PutObject", access.onObject("s3:PutObject", this::putObject),
                "CopyObject", access.copying(this::copyObject),
                "DeleteObject", access.onObject("s3:DeleteObject", this::deleteObject),
                "DeleteObjects", access.open(this::deleteObjects));
    }

    private JsonNode getObject(CallContext context, ObjectNode input) throws IOException {
        StoredObject object = access.find(context, S3Access.bucket(input), S3Access.key(input));
        Optional<Conditions.Range> range = range(input, object);
        ObjectNode output = describe(input, object, range);
        return output.set("Body", section(object, range).node());
    }

    private JsonNode headObject(CallContext context, ObjectNode input) throws IOException {
        StoredObject object = access.find(context, S3Access.bucket(input), S3Access.key(input));
        return describe(input, object, range(input, object));
    }

    private static ObjectNode describe(ObjectNode input, StoredObject object, Optional<Conditions.Range> range) {
        Conditions.checkRead(input, "", object);
        ObjectNode output = ObjectAttributes.answer(object);
        range.ifPresent(part -> output.put("ContentLength", part.to() - part.from())
                .put("ContentRange", "bytes " + part.from() + "-" + (part.to() - 1) + "/" + object.size()));
        // The checksum is that of the complete object.
        boolean checksums = AwsJson.text(input, "ChecksumMode", "").equals("ENABLED") && range.isEmpty();
        if (!checksums) {
            output.properties().removeIf(member -> member.getKey().startsWith("Checksum"));
        }
        if (input.has("PartNumber") && object.attributes().has("PartSizes")) {
            output.put("PartsCount", object.attributes().get("PartSizes").size());
        }
        for (String member : OVERRIDDEN) {
            String override = AwsJson.text(input, "Response" + member);
            if (override != null) {
                output.put(member, override);
            }
        }
        return output;
    }

    private static Optional<Conditions.Range> range(ObjectNode input, StoredObject object) {
        String part = AwsJson.text(input, "PartNumber");
        if (part == null) {
            return Conditions.range(AwsJson.text(input, "Range"), object.size());
        }
        JsonNode sizes = object.attributes().path("PartSizes");
        int number = part.matches("\\d{1,5}") ? Integer.parseInt(part) : 0;
        if (number < 1 || number > Math.max(1, sizes.size())) {
            throw AwsException.of("InvalidPartNumber", 416, "The requested partnumber is not satisfiable");
        }
        if (sizes.isEmpty()) {
            return Optional.empty();
        }
        long from = 0;
        for (int i = 0; i < number - 1; i++) {
            from += sizes.get(i).asLong();
        }
        return Optional.of(
                new Conditions.Range(from, from + sizes.get(number - 1).asLong()));
    }

    /** Returns the bytes of an object, or of a range of it. */
    static Payload section(StoredObject object, Optional<Conditions.Range> range) {
        long from = range.map(Conditions.Range::from).orElse(0L);
        long length = range.map(Conditions.Range::to).orElse(object.size()) - from;
        return new Payload(
                () -> {
                    InputStream in = Files.newInputStream(object.file());
                    in.skipNBytes(from);
                    return new Section(in, length);
                },
                length);
    }

    private JsonNode putObject(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        String key = S3Access.key(input);
        folders.require(bucket);
        Conditions.checkWrite(input, key, folders.find(bucket, key));
        ObjectNode attributes = ObjectAttributes.of(input);
        StoredObject object = store(bucket, key, input, attributes, input);
        events.created(context, bucket, object, "PutObject");
        return written(object);
    }

    private StoredObject store(String bucket, String key, ObjectNode body, ObjectNode attributes, ObjectNode conditions)
            throws IOException {
        try (Incoming incoming = Incoming.read(folders, body)) {
            attributes.setAll(incoming.checksums());
            if (!incoming.checksums().isEmpty()) {
                attributes.put("ChecksumType", "FULL_OBJECT");
            }
            synchronized (folders) {
                Conditions.checkWrite(conditions, key, folders.find(bucket, key));
                return folders.put(bucket, key, incoming.file(), incoming.etag(), attributes);
            }
        }
    }

    private static ObjectNode written(StoredObject object) {
        ObjectNode output = AwsJson.object()
                .put("ETag", object.etag())
                .put("ServerSideEncryption", ObjectAttributes.encryption(object.attributes()));
        object.attributes().properties().stream()
                .filter(member -> member.getKey().startsWith("Checksum"))
                .forEach(member -> output.set(member.getKey(), member.getValue()));
        return output;
    }

    private JsonNode copyObject(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        String key = S3Access.key(input);
        folders.require(bucket);
        S3Access.Source from = S3Access.source(input);
        StoredObject source = access.find(context, from.bucket(), from.key());
        Conditions.checkRead(input, "CopySource", source);
        if (from.equals(new S3Access.Source(bucket, key)) && !ObjectAttributes.changes(input)) {
            throw S3Errors.invalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        if (source.size() > MAX_COPIED) {
            throw S3Errors.invalidRequest("The specified copy source is larger than the maximum allowable size for a"
                    + " copy source: " + MAX_COPIED);
        }
        ObjectNode body = AwsJson.object();
        body.set("Body", section(source, Optional.empty()).node());
        if (input.has("ChecksumAlgorithm")) {
            body.set("ChecksumAlgorithm", input.get("ChecksumAlgorithm"));
        }
        StoredObject copy = store(bucket, key, body, ObjectAttributes.ofCopy(input, source), input);
        events.created(context, bucket, copy, "CopyObject");
        ObjectNode result = written(copy);
        JsonNode encryption = result.remove("ServerSideEncryption");
        result.put("LastModified", copy.modified().toString());
        ObjectNode output = AwsJson.object();
        output.set("CopyObjectResult", result);
        return output.set("ServerSideEncryption", encryption);
    }

    private JsonNode deleteObject(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        String key = S3Access.key(input);
        folders.require(bucket);
        if (input.has("IfMatch")) {
            Conditions.checkWrite(input, key, folders.find(bucket, key));
        }
        delete(context, bucket, key);
        return AwsJson.object();
    }

    private void delete(CallContext context, String bucket, String key) throws IOException {
        if (folders.delete(bucket, key)) {
            events.deleted(context, bucket, key);
        }
    }

    private JsonNode deleteObjects(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        folders.require(bucket);
        List<JsonNode> objects = new ArrayList<>();
        input.path("Delete").path("Objects").forEach(objects::add);
        if (objects.isEmpty() || objects.size() > MAX_DELETED) {
            throw S3Errors.malformedXml("1 to " + MAX_DELETED + " objects can be deleted, got " + objects.size());
        }
        boolean quiet = input.path("Delete").path("Quiet").asBoolean();
        ArrayNode deleted = AwsJson.array();
        ArrayNode errors = AwsJson.array();
        for (JsonNode object : objects) {
            String key = AwsJson.text(object, "Key", "");
            try {
                S3Access.checked(key);
                if (!AwsJson.text(object, "VersionId", "null").equals("null")) {
                    throw S3Errors.notImplemented("versions of objects");
                }
                access.requireAllowed(context, RequiredPermission.of("s3:DeleteObject", access.objectArn(bucket, key)));
                delete(context, bucket, key);
                deleted.addObject().put("Key", key);
            } catch (AwsException e) {
                errors.addObject().put("Key", key).put("Code", e.code()).put("Message", e.message());
            }
        }
        ObjectNode output = AwsJson.object();
        if (!quiet && !deleted.isEmpty()) {
            output.set("Deleted", deleted);
        }
        if (!errors.isEmpty()) {
            output.set("Errors", errors);
        }
        return output;
    }
}
