package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Payload;
import io.github.emrlaunch.local.internal.http.Protocol;
import io.github.emrlaunch.local.internal.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request in the protocol of S3 and its response. Bodies of objects are streams; other documents are small. */
final class S3Exchange implements Protocol {
    private static final int LARGEST_DOCUMENT = 4 << 20;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String METADATA = "x-amz-meta-";
    /** The members in headers, of requests and responses. */
    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("cache-control", "CacheControl"),
            Map.entry("content-disposition", "ContentDisposition"),
            Map.entry("content-encoding", "ContentEncoding"),
            Map.entry("content-language", "ContentLanguage"),
            Map.entry("content-type", "ContentType"),
            Map.entry("expires", "Expires"),
            Map.entry("x-amz-server-side-encryption", "ServerSideEncryption"),
            Map.entry("x-amz-server-side-encryption-aws-kms-key-id", "SSEKMSKeyId"),
            Map.entry("x-amz-storage-class", "StorageClass"),
            Map.entry("x-amz-checksum-algorithm", "ChecksumAlgorithm"),
            Map.entry("x-amz-checksum-type", "ChecksumType"),
            Map.entry("x-amz-checksum-crc32", "ChecksumCRC32"),
            Map.entry("x-amz-checksum-crc32c", "ChecksumCRC32C"),
            Map.entry("x-amz-checksum-crc64nvme", "ChecksumCRC64NVME"),
            Map.entry("x-amz-checksum-sha1", "ChecksumSHA1"),
            Map.entry("x-amz-checksum-sha256", "ChecksumSHA256"));

    private static final Map<String, String> REQUEST_HEADERS = Map.ofEntries(
            Map.entry("content-md5", "ContentMD5"),
            Map.entry("if-match", "IfMatch"),
            Map.entry("if-none-match", "IfNoneMatch"),
            Map.entry("if-modified-since", "IfModifiedSince"),
            Map.entry("if-unmodified-since", "IfUnmodifiedSince"),
            Map.entry("range", "Range"),
            Map.entry("x-amz-acl", "ACL"),
            Map.entry("x-amz-checksum-mode", "ChecksumMode"),
            Map.entry("x-amz-content-sha256", "ContentSha256"),
            Map.entry("x-amz-copy-source", "CopySource"),
            Map.entry("x-amz-copy-source-if-match", "CopySourceIfMatch"),
            Map.entry("x-amz-copy-source-if-none-match", "CopySourceIfNoneMatch"),
            Map.entry("x-amz-copy-source-if-modified-since", "CopySourceIfModifiedSince"),
            Map.entry("x-amz-copy-source-if-unmodified-since", "CopySourceIfUnmodifiedSince"),
            Map.entry("x-amz-copy-source-range", "CopySourceRange"),
            Map.entry("x-amz-expected-bucket-owner", "ExpectedBucketOwner"),
            Map.entry("x-amz-source-expected-bucket-owner", "ExpectedSourceBucketOwner"),
            Map.entry("x-amz-metadata-directive", "MetadataDirective"),
            Map.entry("x-amz-sdk-checksum-algorithm", "ChecksumAlgorithm"),
            Map.entry("x-amz-trailer", "Trailer"));

    /** Headers of S3 that can be ignored here. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "x-amz-bucket-object-lock-enabled=false",
            "x-amz-date",
            "x-amz-decoded-content-length",
            "x-amz-mp-object-size",
            "x-amz-object-ownership",
            "x-amz-optional-object-attributes",
            "x-amz-request-payer",
            "x-amz-security-token",
            "x-amz-server-side-encryption-bucket-key-enabled",
            "x-amz-tagging-directive",
            "x-amz-te",
            "x-amz-user-agent");

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("bucket-region", "BucketRegion"),
            Map.entry("continuation-token", "ContinuationToken"),
            Map.entry("delimiter", "Delimiter"),
            Map.entry("encoding-type", "EncodingType"),
            Map.entry("fetch-owner", "FetchOwner"),
            Map.entry("key-marker", "KeyMarker"),
            Map.entry("marker", "Marker"),
            Map.entry("max-buckets", "MaxBuckets"),
            Map.entry("max-keys", "MaxKeys"),
            Map.entry("max-parts", "MaxParts"),
            Map.entry("max-uploads", "MaxUploads"),
            Map.entry("part-number-marker", "PartNumberMarker"),
            Map.entry("partNumber", "PartNumber"),
            Map.entry("prefix", "Prefix"),
            Map.entry("response-cache-control", "ResponseCacheControl"),
            Map.entry("response-content-disposition", "ResponseContentDisposition"),
            Map.entry("response-content-encoding", "ResponseContentEncoding"),
            Map.entry("response-content-language", "ResponseContentLanguage"),
            Map.entry("response-content-type", "ResponseContentType"),
            Map.entry("response-expires", "ResponseExpires"),
            Map.entry("start-after", "StartAfter"),
            Map.entry("upload-id-marker", "UploadIdMarker"),
            Map.entry("uploadId", "UploadId"));

    /** Parameters that distinguish operations or belong to the signature. */
    private static final Set<String> OTHER_PARAMETERS =
            Set.of("delete", "list-type", "location", "uploads", "x-id", "AWSAccessKeyId", "Expires", "Signature");

    /** Members of responses that are headers. */
    private static final Map<String, String> ANSWER_HEADERS = Map.of(
            "AcceptRanges", "accept-ranges",
            "ContentRange", "Content-Range",
            "ETag", "ETag",
            "LastModified", "Last-Modified",
            "PartsCount", "x-amz-mp-parts-count",
            "BucketRegion", "x-amz-bucket-region",
            "BucketArn", "x-amz-bucket-arn",
            "Location", "Location");

    /** The response documents by operation; a member that is the document itself follows a colon. */
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("ListBuckets", "ListAllMyBucketsResult"),
            Map.entry("GetBucketLocation", "LocationConstraint:LocationConstraint"),
            Map.entry("ListObjects", "ListBucketResult"),
            Map.entry("ListObjectsV2", "ListBucketResult"),
            Map.entry("DeleteObjects", "DeleteResult"),
            Map.entry("CopyObject", "CopyObjectResult:CopyObjectResult"),
            Map.entry("CreateMultipartUpload", "InitiateMultipartUploadResult"),
            Map.entry("UploadPartCopy", "CopyPartResult:CopyPartResult"),
            Map.entry("CompleteMultipartUpload", "CompleteMultipartUploadResult"),
            Map.entry("ListParts", "ListPartsResult"),
            Map.entry("ListMultipartUploads", "ListMultipartUploadsResult"));

    /** Members that are headers in addition to a document. */
    private static final Set<String> BESIDE_DOCUMENTS = Set.of("ServerSideEncryption");

    private static final Set<String> NO_CONTENT = Set.of("DeleteObject", "DeleteBucket", "AbortMultipartUpload");

    private final HttpExchange exchange;
    private final Headers headers;

    S3Exchange(HttpExchange exchange) {
        this.exchange = exchange;
        this.headers = exchange.getRequestHeaders();
    }

    @Override
    public Call decode(String signingName) {
        Map<String, String> query = query();
        String bucket = S3Protocol.bucketOfHost(String.valueOf(headers.getFirst("Host")));
        String path = exchange.getRequestURI().getRawPath().substring(1);
        if (bucket.isEmpty()) {
            int slash = path.indexOf('/');
            bucket = decoded(slash < 0 ? path : path.substring(0, slash));
            path = slash < 0 ? "" : path.substring(slash + 1);
        }
        String key = decoded(path);
        ObjectNode input = AwsJson.object();
        if (!bucket.isEmpty()) {
            input.put("Bucket", bucket);
        }
        if (!key.isEmpty()) {
            input.put("Key", key);
        }
        S3Protocol.Scope scope = bucket.isEmpty()
                ? S3Protocol.Scope.SERVICE
                : key.isEmpty() ? S3Protocol.Scope.BUCKET : S3Protocol.Scope.OBJECT;
        refuseOthers(query);
        String operation = S3Protocol.operation(exchange.getRequestMethod(), scope, parameters(query));
        // Some SDKs name the operation. For some unsupported operations, nothing else distinguishes them.
        String named = query.getOrDefault("x-id", operation);
        if (!named.equals(operation)) {
            throw S3Errors.notImplemented("the operation " + named);
        }
        readHeaders(input);
        PARAMETERS.forEach((name, member) -> {
            if (query.containsKey(name)) {
                input.put(member, query.get(name));
            }
        });
        readBody(operation, input);
        return new Call("s3", operation, input);
    }

    private List<String> parameters(Map<String, String> query) {
        List<String> parameters = new ArrayList<>(query.keySet());
        query.forEach((name, value) -> parameters.add(name + "=" + value));
        if (headers.containsKey("x-amz-copy-source")) {
            parameters.add("x-amz-copy-source");
        }
        return parameters;
    }

    private static void refuseOthers(Map<String, String> query) {
        query.forEach((name, value) -> {
            boolean known = PARAMETERS.containsKey(name)
                    || OTHER_PARAMETERS.contains(name)
                    || name.toLowerCase(Locale.ROOT).startsWith("x-amz-")
                    || (name.equals("versionId") && value.equals("null"));
            if (!known) {
                throw S3Errors.notImplemented("the parameter " + name);
            }
        });
    }

    private void readHeaders(ObjectNode input) {
        ObjectNode metadata = AwsJson.object();
        headers.forEach((header, values) -> {
            String name = header.toLowerCase(Locale.ROOT);
            String value = String.join(",", values);
            String member = HEADERS.getOrDefault(name, REQUEST_HEADERS.get(name));
            if (member != null) {
                input.put(member, value);
            } else if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), value);
            } else if (name.startsWith("x-amz-")
                    && !WITHOUT_EFFECT.contains(name)
                    && !WITHOUT_EFFECT.contains(name + "=" + value.toLowerCase(Locale.ROOT))) {
                throw S3Errors.notImplemented("the header " + name);
            }
        });
        if (!metadata.isEmpty()) {
            input.set("Metadata", metadata);
        }
        String acl = AwsJson.text(input, "ACL", "private");
        if (!acl.equals("private") && !acl.equals("bucket-owner-full-control")) {
            throw AwsException.of("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
        }
        String encodings = AwsJson.text(input, "ContentEncoding");
        if (encodings != null) {
            String others =
                    encodings.replaceAll("(^|,)\\s*aws-chunked\\s*(?=,|$)", "").replaceFirst("^,\\s*", "");
            if (others.isEmpty()) {
                input.remove("ContentEncoding");
            } else {
                input.put("ContentEncoding", others);
            }
        }
    }

    private boolean isChunked() {
        return String.valueOf(headers.getFirst("x-amz-content-sha256")).startsWith("STREAMING-")
                || String.join(",", headers.getOrDefault("Content-Encoding", List.of()))
                        .contains("aws-chunked");
    }

    private void readBody(String operation, ObjectNode input) {
        switch (operation) {
            case "PutObject", "UploadPart" -> {
                InputStream body = exchange.getRequestBody();
                boolean chunked = isChunked();
                input.set("Body", new Payload(() -> chunked ? new ChunkedBody(body) : body, length(chunked)).node());
            }
            case "CreateBucket" -> {
                byte[] document = document();
                if (document.length > 0) {
                    String constraint =
                            Xml.read(document, "CreateBucketConfiguration").text("LocationConstraint");
                    if (!constraint.isEmpty()) {
                        input.putObject("CreateBucketConfiguration").put("LocationConstraint", constraint);
                    }
                }
            }
            case "DeleteObjects" -> readDeletion(input);
            case "CompleteMultipartUpload" -> {
                ArrayNode parts = input.putObject("MultipartUpload").putArray("Parts");
                Xml.read(document(), "CompleteMultipartUpload").all("Part").forEach(part -> {
                    ObjectNode each = parts.addObject();
                    part.children().forEach(member -> each.put(member.name(), member.text()));
                });
            }
            default -> {
                // The bodies of other requests are ignored.
            }
        }
    }

    private void readDeletion(ObjectNode input) {
        boolean checked = input.has("ContentMD5")
                || input.has("Trailer")
                || headers.keySet().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-checksum-"));
        if (!checked) {
            throw S3Errors.invalidRequest("Missing required header for this request: Content-MD5 or x-amz-checksum-*");
        }
        Xml.Element document = Xml.read(document(), "Delete");
        ObjectNode deletion =
                input.putObject("Delete").put("Quiet", document.text("Quiet").equals("true"));
        ArrayNode objects = deletion.putArray("Objects");
        document.all("Object").forEach(object -> {
            ObjectNode each = objects.addObject();
            object.children().forEach(member -> each.put(member.name(), member.text()));
        });
    }

    /** Returns the length of the content; -1 when no header has it. */
    private long length(boolean chunked) {
        String length = headers.getFirst(chunked ? "x-amz-decoded-content-length" : "Content-Length");
        if (length == null) {
            return headers.containsKey("Transfer-Encoding") || chunked ? -1 : 0;
        }
        if (!length.matches("\\d{1,18}")) {
            throw S3Errors.invalidArgument("A length is a number", "Content-Length", length);
        }
        return Long.parseLong(length);
    }

    private byte[] document() {
        InputStream body = exchange.getRequestBody();
        try (InputStream in = isChunked() ? new ChunkedBody(body) : body) {
            ByteArrayOutputStream document = new ByteArrayOutputStream();
            document.writeBytes(in.readNBytes(LARGEST_DOCUMENT));
            if (in.read() >= 0) {
                throw AwsException.of("MaxMessageLengthExceeded", 400, "Your request was too large.");
            }
            return document.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String parameter : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
            String[] parts = parameter.replace("+", "%20").split("=", 2);
            query.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        return query;
    }

    /** Decodes percent-encoding; no other encoding is used in a path. */
    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            // The server has already rejected an address with an invalid percent sign.
            if (encoded[i] == '%') {
                bytes.write(Integer.parseInt(new String(encoded, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                bytes.write(encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw AwsException.of("InvalidURI", 400, "Couldn't parse the specified URI: it is not UTF-8");
        }
    }

    @Override
    public Response answer(CallContext context, Call call, JsonNode output) {
        Map<String, String> answer = new HashMap<>(ofEveryAnswer(context));
        String document = DOCUMENTS.get(call.operation());
        if (document != null) {
            return document(answer, document, (ObjectNode) output);
        }
        output.properties().forEach(member -> {
            String header = header(member.getKey());
            if (header != null) {
                answer.put(header, headerValue(member.getKey(), member.getValue()));
            }
        });
        output.path("Metadata")
                .properties()
                .forEach(entry ->
                        answer.put(METADATA + entry.getKey(), entry.getValue().asText()));
        int status = NO_CONTENT.contains(call.operation()) ? 204 : output.has("ContentRange") ? 206 : 200;
        Payload body = Payload.in(output.path("Body"))
                .orElseGet(() -> new Payload(
                        InputStream::nullInputStream,
                        output.path("ContentLength").asLong()));
        return new Response(status, answer, body);
    }

    private static Response document(Map<String, String> answer, String document, ObjectNode output) {
        BESIDE_DOCUMENTS.forEach(member -> {
            JsonNode value = output.remove(member);
            if (value != null) {
                answer.put(String.valueOf(header(member)), value.asText());
            }
        });
        String[] parts = document.split(":", 2);
        JsonNode members = parts.length == 2 ? output.path(parts[1]) : output;
        return new Response(200, "application/xml", answer, Xml.write(parts[0], members));
    }

    private static @Nullable String header(String member) {
        return HEADERS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(member))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(ANSWER_HEADERS.get(member));
    }

    private static String headerValue(String member, JsonNode value) {
        return member.equals("LastModified") ? HTTP_DATE.format(Instant.parse(value.asText())) : value.asText();
    }

    /**
     * Returns headers for every response. An object that is a web page must not run as a page of this server: it has no scripts and
     * cannot load other resources.
     */
    private static Map<String, String> ofEveryAnswer(CallContext context) {
        return Map.of(
                "x-amz-request-id",
                context.requestId(),
                "x-amz-id-2",
                context.requestId(),
                "Content-Security-Policy",
                "sandbox");
    }

    @Override
    public Response error(CallContext context, AwsException error) {
        skipBody();
        AwsException ofS3 = S3Errors.ofS3(error);
        ObjectNode envelope = AwsJson.object().put("Code", ofS3.code()).put("Message", ofS3.message());
        ofS3.fields().forEach(envelope::put);
        envelope.put("Resource", exchange.getRequestURI().getPath())
                .put("RequestId", context.requestId())
                .put("HostId", context.requestId());
        return exchange.getRequestMethod().equals("HEAD")
                ? new Response(ofS3.status(), ofEveryAnswer(context), Payload.of(""))
                : new Response(ofS3.status(), "application/xml", ofEveryAnswer(context), Xml.error(envelope));
    }

    /** Reads the rest of the body: a client that is still sending would not see the response. */
    private void skipBody() {
        try {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The client closed the connection, or the body was read and closed.
        }
    }
}
