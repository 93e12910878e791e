package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The operations of <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html">multipart uploads</a>. */
final class MultipartOperations {
    private static final int MAX_PARTS = 10_000;
    private static final int PAGE = 1000;
    private static final long MIN_PART = 5L << 20;

    private final URI endpoint;
    private final BucketFolders folders;
    private final Uploads uploads;
    private final S3Access access;
    private final S3Events events;

    MultipartOperations(URI endpoint, BucketFolders folders, S3Access access, S3Events events) {
        this.endpoint = endpoint;
        this.folders = folders;
        this.uploads = new Uploads(folders);
        this.access = access;
        this.events = events;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "CreateMultipartUpload", access.onObject("s3:PutObject", this::create),
                "UploadPart", access.onObject("s3:PutObject", this::uploadPart),
                "UploadPartCopy", access.copying(this::uploadPartCopy),
                "CompleteMultipartUpload", access.onObject("s3:PutObject", this::complete),
                "AbortMultipartUpload", access.onObject("s3:AbortMultipartUpload", this::abort),
                "ListParts", access.onObject("s3:ListMultipartUploadParts", this::listParts),
                "ListMultipartUploads", access.onBucket("s3:ListBucketMultipartUploads", this::listUploads));
    }

    private JsonNode create(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        String key = S3Access.key(input);
        folders.require(bucket);
        ObjectNode attributes = ObjectAttributes.of(input);
        Optional<Checksum> checksum = Incoming.algorithm(input);
        String type = checksumType(input, checksum);
        String id = uploads.create(bucket, key, attributes, checksum, type);
        ObjectNode output =
                AwsJson.object().put("Bucket", bucket).put("Key", key).put("UploadId", id);
        output.put("ServerSideEncryption", ObjectAttributes.encryption(attributes));
        checksum.ifPresent(
                algorithm -> output.put("ChecksumAlgorithm", algorithm.name()).put("ChecksumType", type));
        return output;
    }

    /** Returns the checksum type of an algorithm: that of the request, or the default. */
    private static String checksumType(ObjectNode input, Optional<Checksum> checksum) {
        boolean whole = checksum.filter(Checksum.CRC64NVME::equals).isPresent();
        boolean parts = checksum.filter(algorithm -> algorithm == Checksum.SHA1 || algorithm == Checksum.SHA256)
                .isPresent();
        String type = AwsJson.text(input, "ChecksumType", whole ? "FULL_OBJECT" : "COMPOSITE");
        if ((whole && !type.equals("FULL_OBJECT")) || (parts && !type.equals("COMPOSITE"))) {
            throw S3Errors.invalidRequest("The " + type + " checksum type cannot be used with the "
                    + checksum.get().name().toLowerCase(Locale.ROOT) + " checksum algorithm.");
        }
        return type;
    }

    private JsonNode uploadPart(CallContext context, ObjectNode input) throws IOException {
        Uploads.Upload upload = uploads.find(input);
        ObjectNode body = input.deepCopy();
        // The parts of an upload have its checksum, even when the request does not name it.
        upload.checksum().ifPresent(checksum -> body.put("ChecksumAlgorithm", checksum.name()));
        ObjectNode output = uploads.addPart(upload, number(input), body);
        return output.put("ServerSideEncryption", ObjectAttributes.encryption(upload.attributes()));
    }

    private JsonNode uploadPartCopy(CallContext context, ObjectNode input) throws IOException {
        Uploads.Upload upload = uploads.find(input);
        S3Access.Source from = S3Access.source(input);
        StoredObject source = access.find(context, from.bucket(), from.key());
        Conditions.checkRead(input, "CopySource", source);
        String range = AwsJson.text(input, "CopySourceRange");
        Optional<Conditions.Range> part = Conditions.range(range, source.size());
        if (range != null
                && (part.isEmpty() || !range.endsWith("-" + (part.get().to() - 1)))) {
            throw S3Errors.invalidArgument(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                            + " zero-based offsets of the first and last bytes to copy",
                    "x-amz-copy-source-range",
                    range);
        }
        ObjectNode body = AwsJson.object();
        body.set("Body", ObjectOperations.section(source, part).node());
        upload.checksum().ifPresent(checksum -> body.put("ChecksumAlgorithm", checksum.name()));
        ObjectNode result = uploads.addPart(upload, number(input), body);
        result.put("LastModified", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode output = AwsJson.object();
        output.set("CopyPartResult", result);
        return output.put("ServerSideEncryption", ObjectAttributes.encryption(upload.attributes()));
    }

    private static int number(ObjectNode input) {
        String number = Inputs.required(input, "PartNumber");
        int value = number.matches("\\d{1,6}") ? Integer.parseInt(number) : 0;
        if (value < 1 || value > MAX_PARTS) {
            throw S3Errors.invalidArgument(
                    "Part number must be an integer between 1 and " + MAX_PARTS + ", inclusive", "partNumber", number);
        }
        return value;
    }

    private JsonNode complete(CallContext context, ObjectNode input) throws IOException {
        synchronized (uploads) {
            Uploads.Upload upload = uploads.find(input);
            Conditions.checkWrite(input, upload.key(), folders.find(upload.bucket(), upload.key()));
            List<Uploads.Part> parts = parts(input, upload);
            ObjectNode attributes = upload.attributes().deepCopy();
            ArrayNode sizes = attributes.putArray("PartSizes");
            parts.forEach(part -> sizes.add(part.size()));
            Path whole = folders.temporary();
            StoredObject object;
            try {
                ObjectNode checksum = uploads.join(upload, parts, whole);
                checkWhole(input, checksum);
                attributes.setAll(checksum);
                object = folders.put(upload.bucket(), upload.key(), whole, Uploads.etag(parts), attributes);
            } finally {
                Files.deleteIfExists(whole);
            }
            uploads.remove(upload);
            events.created(context, upload.bucket(), object, "CompleteMultipartUpload");
            ObjectNode output = AwsJson.object()
                    .put("Location", endpoint + "/" + upload.bucket() + "/" + upload.key())
                    .put("Bucket", upload.bucket())
                    .put("Key", upload.key())
                    .put("ETag", object.etag())
                    .put("ServerSideEncryption", ObjectAttributes.encryption(attributes));
            attributes.properties().stream()
                    .filter(member -> member.getKey().startsWith("Checksum"))
                    .forEach(member -> output.set(member.getKey(), member.getValue()));
            return output;
        }
    }

    private static void checkWhole(ObjectNode input, ObjectNode checksum) {
        for (Checksum algorithm : Checksum.values()) {
            String given = AwsJson.text(input, algorithm.member());
            String computed = AwsJson.text(checksum, algorithm.member());
            if (given != null && computed != null && !given.equals(computed)) {
                throw S3Errors.badDigest(algorithm.name());
            }
        }
    }

    /** Returns the parts in the request, in its order, which must be ascending by number. */
    private List<Uploads.Part> parts(ObjectNode input, Uploads.Upload upload) throws IOException {
        JsonNode named = input.path("MultipartUpload").path("Parts");
        if (named.isEmpty()) {
            throw S3Errors.malformedXml("you must specify at least one part");
        }
        List<Uploads.Part> parts = new ArrayList<>();
        int before = 0;
        for (JsonNode each : named) {
            int number = each.path("PartNumber").asInt();
            if (number <= before) {
                throw AwsException.of(
                        "InvalidPartOrder",
                        400,
                        "The list of parts was not in ascending order. Parts must be ordered by part number.",
                        Map.of("UploadId", upload.id()));
            }
            before = number;
            String etag = AwsJson.text(each, "ETag", "");
            parts.add(uploads.part(upload, number)
                    .filter(part -> part.etag().replace("\"", "").equals(etag.replace("\"", "")))
                    .filter(part -> upload.checksum()
                            .map(Checksum::member)
                            .filter(each::has)
                            .map(member -> part.checksums()
                                    .path(member)
                                    .asText()
                                    .equals(each.get(member).asText()))
                            .orElse(true))
                    .orElseThrow(() -> AwsException.of(
                            "InvalidPart",
                            400,
                            "One or more of the specified parts could not be found.  The part may not have been uploaded,"
                                    + " or the specified entity tag may not match the part's entity tag.",
                            Map.of(
                                    "UploadId", upload.id(),
                                    "PartNumber", Integer.toString(number),
                                    "ETag", etag))));
        }
        for (Uploads.Part part : parts.subList(0, parts.size() - 1)) {
            if (part.size() < MIN_PART) {
                throw AwsException.of(
                        "EntityTooSmall",
                        400,
                        "Your proposed upload is smaller than the minimum allowed size",
                        Map.of(
                                "ProposedSize", Long.toString(part.size()),
                                "MinSizeAllowed", Long.toString(MIN_PART),
                                "PartNumber", Integer.toString(part.number()),
                                "ETag", part.etag().replace("\"", "")));
            }
        }
        return parts;
    }

    private JsonNode abort(CallContext context, ObjectNode input) throws IOException {
        synchronized (uploads) {
            uploads.remove(uploads.find(input));
            return AwsJson.object();
        }
    }

    private JsonNode listParts(CallContext context, ObjectNode input) throws IOException {
        Uploads.Upload upload = uploads.find(input);
        int marker = count(input, "PartNumberMarker", 0);
        int size = Math.min(PAGE, count(input, "MaxParts", PAGE));
        List<Uploads.Part> rest = uploads.parts(upload).stream()
                .filter(part -> part.number() > marker)
                .toList();
        List<Uploads.Part> page = rest.subList(0, Math.min(size, rest.size()));
        ObjectNode output = AwsJson.object()
                .put("Bucket", upload.bucket())
                .put("Key", upload.key())
                .put("UploadId", upload.id())
                .put("PartNumberMarker", marker)
                .put(
                        "NextPartNumberMarker",
                        page.isEmpty() ? 0 : page.get(page.size() - 1).number())
                .put("MaxParts", size)
                .put("IsTruncated", page.size() < rest.size());
        ArrayNode parts = AwsJson.array();
        for (Uploads.Part part : page) {
            parts.addObject()
                    .put("PartNumber", part.number())
                    .put("LastModified", part.modified().toString())
                    .put("ETag", part.etag())
                    .put("Size", part.size())
                    .setAll(part.checksums());
        }
        if (!parts.isEmpty()) {
            output.set("Parts", parts);
        }
        upload.checksum().ifPresent(checksum -> output.put("ChecksumAlgorithm", checksum.name())
                .put("ChecksumType", upload.checksumType()));
        output.set("Initiator", BucketOperations.owner());
        output.set("Owner", BucketOperations.owner());
        return output.put("StorageClass", AwsJson.text(upload.attributes(), "StorageClass", "STANDARD"));
    }

    private static int count(ObjectNode input, String member, int otherwise) {
        String given = AwsJson.text(input, member, Integer.toString(otherwise));
        if (!given.matches("\\d{1,9}")) {
            throw S3Errors.invalidArgument("Provided " + member + " not an integer", member, given);
        }
        return Integer.parseInt(given);
    }

    private JsonNode listUploads(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        folders.require(bucket);
        String prefix = AwsJson.text(input, "Prefix", "");
        String marker = AwsJson.text(input, "KeyMarker", "");
        String idMarker = AwsJson.text(input, "UploadIdMarker", "");
        int size = Math.min(PAGE, count(input, "MaxUploads", PAGE));
        if (input.has("Delimiter")) {
            throw S3Errors.notImplemented("a delimiter of ListMultipartUploads");
        }
        List<Uploads.Upload> rest = uploads.all().stream()
                .filter(upload -> upload.bucket().equals(bucket) && upload.key().startsWith(prefix))
                .filter(upload -> {
                    int order = BucketFolders.KEY_ORDER.compare(upload.key(), marker);
                    return order > 0 || (order == 0 && upload.id().compareTo(idMarker) > 0 && !idMarker.isEmpty());
                })
                .toList();
        List<Uploads.Upload> page = rest.subList(0, Math.min(size, rest.size()));
        boolean truncated = page.size() < rest.size();
        ObjectNode output = AwsJson.object()
                .put("Bucket", bucket)
                .put("KeyMarker", marker)
                .put("UploadIdMarker", idMarker)
                .put("Prefix", prefix)
                .put("MaxUploads", size)
                .put("IsTruncated", truncated);
        if (truncated && !page.isEmpty()) {
            Uploads.Upload last = page.get(page.size() - 1);
            output.put("NextKeyMarker", last.key()).put("NextUploadIdMarker", last.id());
        }
        ArrayNode list = AwsJson.array();
        for (Uploads.Upload upload : page) {
            ObjectNode each = list.addObject()
                    .put("UploadId", upload.id())
                    .put("Key", upload.key())
                    .put("Initiated", upload.initiated().toString())
                    .put("StorageClass", AwsJson.text(upload.attributes(), "StorageClass", "STANDARD"));
            each.set("Owner", BucketOperations.owner());
            each.set("Initiator", BucketOperations.owner());
        }
        if (!list.isEmpty()) {
            output.set("Uploads", list);
        }
        return output;
    }
}
