package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactDocumentTest {
    private static final Path STORED = Path.of("src/test/resources/stored-in-parts");

    /**
     * A large configuration is stored without the overrides that follow from its request, and read with those that follow from it at that
     * time. So
     * these are a part of the stored form. A change of {@link OverrideInterface#of} changes what stored documents allow, or makes them
     * unreadable: keep the old overrides for the marker {@code emr-launch-parts/1}, and write a new marker.
     */
    @ParameterizedTest
    @ValueSource(strings = {"groups", "fleets"})
    void storedCompactDocumentIsRestoredWithTheSameOverrides(String name) throws IOException {
        ObjectNode document = document(name + ".json");
        ObjectNode compact = document(name + ".compact.json");

        assertThat(CompactDocument.restore(compact).path("OverrideInterfaces"))
                .hasToString(document.path("OverrideInterfaces").toString());
    }

    private static ObjectNode document(String file) throws IOException {
        return Json.parseObject(Files.readString(STORED.resolve(file)));
    }
}
