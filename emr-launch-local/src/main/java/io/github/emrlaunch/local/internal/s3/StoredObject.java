package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An S3 object.
 *
 * @param file the file with its content
 * @param modified the time when its file was last written
 * @param etag the ETag in quotes
 * @param attributes the attributes that were set when it was put, as members of the GetObject response: {@code ContentType}, {@code
 *     Metadata}, …
 */
record StoredObject(String key, Path file, long size, Instant modified, String etag, ObjectNode attributes) {
    StoredObject {
        modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }
}
