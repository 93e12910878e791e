package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An expected document. {@code -Dgolden=write} overwrites it, so that the difference can be reviewed. */
public final class GoldenFile {
    private final Path file;

    private GoldenFile(Path file) {
        this.file = file;
    }

    public static GoldenFile of(String name) {
        return new GoldenFile(Path.of("src/test/resources").resolve(name));
    }

    public void assertEqual(JsonNode actual) {
        try {
            if ("write".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, Json.writePretty(actual) + "\n");
            }
            assertThat(Json.writePretty(actual)).isEqualTo(Json.writePretty(Json.parse(Files.readString(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
