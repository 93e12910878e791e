package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.json.Numbers;
import io.github.emrlaunch.states.time.VirtualClock;
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

/**
 * Runs each case below {@code src/test/resources/conformance}: a definition, an input and what Step Functions makes of them.
 * The member {@code why} of a case names the document or the recording that decides it.
 */
class ConformanceTest {
    @TestFactory
    Stream<DynamicContainer> cases() throws URISyntaxException {
        URL folders = Objects.requireNonNull(ConformanceTest.class.getResource("/conformance"));
        return children(Path.of(folders.toURI())).stream()
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
                name, file.toUri(), () -> check(JsonValues.read(Files.readString(file).replace("@NAME@", "machine"))));
    }

    private static void check(JsonNode testCase) throws InterruptedException {
        String definition = testCase.path("definition").isTextual()
                ? testCase.path("definition").textValue()
                : testCase.path("definition").toString();
        JsonNode expected = testCase.path("expected");
        if (expected.path("status").textValue().equals("INVALID")) {
            checkRefused(definition, expected);
        } else {
            checkRun(definition, testCase, expected);
        }
    }

    private static void checkRefused(String definition, JsonNode expected) {
        InvalidStateMachineException refused = catchThrowableOfType(
                InvalidStateMachineException.class, () -> StateMachineDefinition.parse(definition));

        assertThat(refused).isNotNull();
        if (expected.has("code")) {
            assertThat(refused.diagnostics())
                    .extracting(InvalidStateMachineException.Diagnostic::code)
                    .contains(expected.path("code").textValue());
        }
    }

    private static void checkRun(String definition, JsonNode testCase, JsonNode expected) throws InterruptedException {
        VirtualClock clock = new VirtualClock(TestExecutions.START);
        TestExecutions executions = new TestExecutions(clock, new ConformanceTasks(clock));
        ExecutionResult result = executions
                .start(StateMachineDefinition.parse(definition), testCase.path("input"))
                .await();

        assertThat(result.status().name())
                .as("%s: %s", result.error(), result.cause())
                .isEqualTo(expected.path("status").textValue());
        if (expected.has("output")) {
            assertThat((Object) result.output())
                    .matches(output -> Numbers.sameValue((JsonNode) output, expected.path("output")), expected.path("output") + "");
        }
        if (expected.has("error")) {
            assertThat(result.error()).isEqualTo(expected.path("error").textValue());
        }
        if (expected.has("cause")) {
            assertThat(result.cause()).isEqualTo(expected.path("cause").textValue());
        }
        if (expected.has("elapsedSeconds")) {
            assertThat(executions.elapsed().toSeconds())
                    .isEqualTo(expected.path("elapsedSeconds").longValue());
        }
    }
}
