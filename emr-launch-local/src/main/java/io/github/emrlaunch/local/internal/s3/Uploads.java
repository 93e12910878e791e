package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The multipart uploads in progress. Each is a folder with its parts. */
final class Uploads {
    private static final int BUFFER = 1 << 16;

    private final BucketFolders folders;

    Uploads(BucketFolders folders) {
        this.folders = folders;
    }

    /**
     * A multipart upload.
     *
     * @param checksum the checksum algorithm of its parts and of the object, if any
     * @param checksumType {@code COMPOSITE}, of the parts' checksums, or {@code FULL_OBJECT}
     */
    record Upload(
            String id,
            String bucket,
            String key,
            Instant initiated,
            ObjectNode attributes,
            Optional<Checksum> checksum,
            String checksumType) {}

    /** An uploaded part. */
    record Part(int number, long size, String etag, Instant modified, ObjectNode checksums) {}

    String create(String bucket, String key, ObjectNode attributes, Optional<Checksum> checksum, String checksumType)
            throws IOException {
        String id = UUID.randomUUID().toString().replace("-", "");
        ObjectNode description = AwsJson.object()
                .put("Bucket", bucket)
                .put("Key", key)
                .put("Initiated", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("ChecksumAlgorithm", checksum.map(Checksum::name).orElse(""))
                .put("ChecksumType", checksumType);
        description.set("Attributes", attributes);
        Files.createDirectories(folder(id));
        Files.writeString(folder(id).resolve("upload.json"), description.toString());
        return id;
    }

    /** Returns the upload of a request. */
    Upload find(ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        String key = S3Access.key(input);
        folders.require(bucket);
        String id = Inputs.required(input, "UploadId");
        return read(id).filter(
                        upload -> upload.bucket().equals(bucket) && upload.key().equals(key))
                .orElseThrow(() -> S3Errors.noSuchUpload(id));
    }

    /** Returns all uploads in the order of their keys. */
    List<Upload> all() throws IOException {
        List<Upload> uploads = new ArrayList<>();
        if (Files.isDirectory(folders.uploads())) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folders.uploads())) {
                for (Path folder : found) {
                    read(folder.getFileName().toString()).ifPresent(uploads::add);
                }
            }
        }
        uploads.sort(Comparator.comparing(Upload::key, BucketFolders.KEY_ORDER).thenComparing(Upload::id));
        return uploads;
    }

    private Optional<Upload> read(String id) throws IOException {
        Path file = folder(id).resolve("upload.json");
        if (!id.matches("[0-9a-f]{32}") || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode description = AwsJson.read(file);
        return Optional.of(new Upload(
                id,
                description.path("Bucket").asText(),
                description.path("Key").asText(),
                Instant.parse(description.path("Initiated").asText()),
                (ObjectNode) description.path("Attributes"),
                Checksum.find(description.path("ChecksumAlgorithm").asText()),
                description.path("ChecksumType").asText()));
    }

    /** Adds a part, or replaces the part with this number. The response has its ETag and checksums. */
    ObjectNode addPart(Upload upload, int number, ObjectNode body) throws IOException {
        try (Incoming incoming = Incoming.read(folders, body)) {
            ObjectNode part = AwsJson.object().put("ETag", incoming.etag());
            part.setAll(incoming.checksums());
            Path description = folders.temporary();
            Files.writeString(description, part.toString());
            synchronized (this) {
                if (read(upload.id()).isEmpty()) {
                    Files.delete(description);
                    throw S3Errors.noSuchUpload(upload.id());
                }
                Files.move(incoming.file(), data(upload, number), StandardCopyOption.REPLACE_EXISTING);
                Files.move(description, description(upload, number), StandardCopyOption.REPLACE_EXISTING);
            }
            return part;
        }
    }

    Optional<Part> part(Upload upload, int number) throws IOException {
        Path description = description(upload, number);
        if (!Files.isRegularFile(description)) {
            return Optional.empty();
        }
        ObjectNode known = (ObjectNode) AwsJson.read(description);
        String etag = known.remove("ETag").asText();
        Path data = data(upload, number);
        return Optional.of(new Part(
                number,
                Files.size(data),
                etag,
                Files.getLastModifiedTime(data).toInstant().truncatedTo(ChronoUnit.SECONDS),
                known));
    }

    /** Returns the uploaded parts, ordered by number. */
    List<Part> parts(Upload upload) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder(upload.id()), "*.data")) {
            found.forEach(file ->
                    numbers.add(Integer.parseInt(file.getFileName().toString().replace(".data", ""))));
        }
        List<Part> parts = new ArrayList<>();
        for (int number : numbers.stream().sorted().toList()) {
            part(upload, number).ifPresent(parts::add);
        }
        return parts;
    }

    /** Writes the parts to one file. The response has the checksum of the object. */
    ObjectNode join(Upload upload, List<Part> parts, Path whole) throws IOException {
        boolean composite = upload.checksumType().equals("COMPOSITE");
        Checksum.Running sum = upload.checksum().map(Checksum::start).orElseGet(() -> Checksum.digest("MD5"));
        try (OutputStream out = Files.newOutputStream(whole)) {
            byte[] buffer = new byte[BUFFER];
            for (Part part : parts) {
                try (InputStream in = Files.newInputStream(data(upload, part.number()))) {
                    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                        out.write(buffer, 0, count);
                        if (!composite) {
                            sum.update(buffer, count);
                        }
                    }
                }
            }
        }
        ObjectNode checksum = AwsJson.object();
        upload.checksum().ifPresent(algorithm -> {
            if (composite) {
                for (Part part : parts) {
                    byte[] value = Base64.getDecoder()
                            .decode(part.checksums().path(algorithm.member()).asText());
                    sum.update(value, value.length);
                }
            }
            String value = Base64.getEncoder().encodeToString(sum.value());
            checksum.put(algorithm.member(), composite ? value + "-" + parts.size() : value)
                    .put("ChecksumType", upload.checksumType());
        });
        return checksum;
    }

    /** Returns the ETag of a multipart object: the MD5 of the MD5s of its parts, and the number of parts. */
    static String etag(List<Part> parts) {
        Checksum.Running md5 = Checksum.digest("MD5");
        for (Part part : parts) {
            byte[] value = HexFormat.of().parseHex(part.etag().replace("\"", ""));
            md5.update(value, value.length);
        }
        return ObjectRecords.etag(md5.value()).replaceFirst("\"$", "-" + parts.size() + "\"");
    }

    synchronized void remove(Upload upload) throws IOException {
        BucketFolders.removeTree(folder(upload.id()));
    }

    private Path folder(String id) {
        return folders.uploads().resolve(id.matches("[0-9a-f]{32}") ? id : "none");
    }

    private Path data(Upload upload, int number) {
        return folder(upload.id()).resolve(number + ".data");
    }

    private Path description(Upload upload, int number) {
        return folder(upload.id()).resolve(number + ".json");
    }
}
