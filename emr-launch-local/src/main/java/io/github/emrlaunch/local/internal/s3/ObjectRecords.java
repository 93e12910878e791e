package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores the attributes of objects, one file for each object next to the folders of the buckets. A record is valid while the object's
 * file has the same size and time. After another program writes the file, only its content is known.
 */
final class ObjectRecords {
    private static final int BUFFER = 1 << 16;

    /** The ETag of a version of a file. */
    private record Summed(String version, String etag) {}

    private final Path folder;
    private final Map<Path, Summed> summed = new ConcurrentHashMap<>();

    ObjectRecords(Path folder) {
        this.folder = folder;
    }

    /** Returns the object in a file. */
    StoredObject read(String bucket, String key, Path file, BasicFileAttributes found) throws IOException {
        String version = version(found);
        JsonNode known = known(bucket, key);
        boolean counts = known.path("Version").asText().equals(version);
        return new StoredObject(
                key,
                file,
                found.size(),
                found.lastModifiedTime().toInstant(),
                counts ? known.path("ETag").asText() : summed(file, version),
                counts && known.get("Attributes") instanceof ObjectNode attributes ? attributes : AwsJson.object());
    }

    void write(String bucket, String key, BasicFileAttributes written, String etag, ObjectNode attributes)
            throws IOException {
        ObjectNode known = AwsJson.object()
                .put("Key", key)
                .put("Version", version(written))
                .put("ETag", etag);
        known.set("Attributes", attributes);
        Path file = file(bucket, key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, known.toString());
    }

    void remove(String bucket, String key) throws IOException {
        Files.deleteIfExists(file(bucket, key));
    }

    private JsonNode known(String bucket, String key) throws IOException {
        try {
            return AwsJson.parse(Files.readAllBytes(file(bucket, key)));
        } catch (NoSuchFileException | com.fasterxml.jackson.core.JacksonException unknown) {
            return AwsJson.object();
        }
    }

    private Path file(String bucket, String key) {
        Checksum.Running digest = Checksum.SHA256.start();
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        digest.update(bytes, bytes.length);
        String name = HexFormat.of().formatHex(digest.value());
        return folder.resolve(bucket).resolve(name.substring(0, 2)).resolve(name);
    }

    private static String version(BasicFileAttributes attributes) {
        return attributes.size() + " " + attributes.lastModifiedTime();
    }

    private String summed(Path file, String version) throws IOException {
        Summed before = summed.get(file);
        if (before != null && before.version().equals(version)) {
            return before.etag();
        }
        Checksum.Running md5 = Checksum.digest("MD5");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                md5.update(buffer, count);
            }
        }
        String etag = etag(md5.value());
        summed.put(file, new Summed(version, etag));
        return etag;
    }

    static String etag(byte[] md5) {
        return "\"" + HexFormat.of().formatHex(md5) + "\"";
    }
}
