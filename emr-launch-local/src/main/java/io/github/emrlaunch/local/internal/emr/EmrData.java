package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The data files of this package. Each file names its source and the script that wrote it. */
final class EmrData {
    private EmrData() {}

    static JsonNode read(String file) {
        try (InputStream in = EmrData.class.getResourceAsStream(file)) {
            return AwsJson.parse(Objects.requireNonNull(in, file).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
