package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs each case below {@code src/test/resources/conformance}, whose README has the form. */
class ConformanceTest {
    @TestFactory
    Stream<DynamicContainer> cases() throws URISyntaxException {
        URL folders = Objects.requireNonNull(ConformanceTest.class.getResource("/conformance"));
        return children(Path.of(folders.toURI())).stream()
                .filter(Files::isDirectory)
                .map(folder -> DynamicContainer.dynamicContainer(
                        String.valueOf(folder.getFileName()),
                        children(folder).stream().map(ConformanceTest::test)));
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DynamicTest test(Path file) {
        String name = String.valueOf(file.getFileName()).replace(".json", "");
        return DynamicTest.dynamicTest(
                name, file.toUri(), () -> ConformanceCase.of(read(file)).check());
    }

    /** Some shared cases leave the machine's name to the one who runs them. */
    private static JsonNode read(Path file) throws IOException {
        return JsonValues.read(Files.readString(file).replace("@NAME@", TestExecutions.MACHINE_NAME));
    }
}
