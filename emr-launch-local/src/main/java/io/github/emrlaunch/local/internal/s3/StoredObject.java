package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An object.
 *
 * @param file has its content
 * @param modified when its file was written last
 * @param etag in quotes
 * @param attributes what was said about it when it was put, as members of GetObject's answer: {@code ContentType}, {@code
 *     Metadata}, …
 */
record StoredObject(String key, Path file, long size, Instant modified, String etag, ObjectNode attributes) {
    StoredObject {
        modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }
}
