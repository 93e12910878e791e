package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each case in {@code src/test/resources/conformance}, whose README describes the format. Each event of each case is compared
 * with its shape in the service model of AWS. Together, the cases must have events of every type except those
 * below.
 */
class ConformanceTest {
    /** Activities are not supported, functions are ordinary tasks, and no task fails before it starts. */
    private static final String NEVER = "Activity.*|LambdaFunction.*|TaskStartFailed|TaskSubmitFailed";

    private final HistoryEventShape shape = new HistoryEventShape();
    private final Set<String> types = new TreeSet<>();

    @TestFactory
    Stream<DynamicContainer> cases() throws URISyntaxException {
        URL folders = Objects.requireNonNull(ConformanceTest.class.getResource("/conformance"));
        Stream<DynamicContainer> containers = children(Path.of(folders.toURI())).stream()
                .filter(Files::isDirectory)
                .map(folder -> DynamicContainer.dynamicContainer(
                        String.valueOf(folder.getFileName()),
                        children(folder).stream().map(this::test)));
        DynamicTest all = DynamicTest.dynamicTest("events of every type", () -> assertThat(shape.types())
                .filteredOn(type -> !type.matches(NEVER))
                .containsExactlyInAnyOrderElementsOf(types));
        return Stream.concat(containers, Stream.of(DynamicContainer.dynamicContainer("all together", Stream.of(all))));
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DynamicTest test(Path file) {
        String name = String.valueOf(file.getFileName()).replace(".json", "");
        return DynamicTest.dynamicTest(name, file.toUri(), () -> {
            for (HistoryEvent event : ConformanceCase.of(read(file)).check()) {
                types.add(event.type());
                shape.check(event);
            }
        });
    }

    /** Some shared cases do not set the name of the state machine. */
    private static JsonNode read(Path file) throws IOException {
        return JsonValues.read(Files.readString(file).replace("@NAME@", TestExecutions.MACHINE_NAME));
    }
}
