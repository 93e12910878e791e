package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States have at most 80 characters, https://states-language.net/spec.html; a step has 256 of nearly any kind. */
class StateNamesTest {
    private final StateNames names = new StateNames("", Set.of("Launch EMR Cluster")::contains);

    private static EmrStep step(String name) {
        return EmrStep.of(name, "job.jar");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Load (orders)|Load (orders)",
                "Étape 1|Étape 1",
                "Phase 1 - phase_1/test.sh|Phase 1 - phase_1/test.sh",
                "日本|日本",
                "it's done|it's done",
                "Launch EMR Cluster|Launch EMR Cluster (2)",
                "a{%b%}c|a b c",
                "a\tb|a b",
                "Go 😀!|Go"
            })
    void createsReadableStateNames(String step, String state) {
        assertThat(names.of(step(step))).isEqualTo(state);
        assertThat(names.of(step(step)))
                .as("the same name when it is asked for again")
                .isEqualTo(state);
    }

    @Test
    void createsUniqueStateNamesForAnyStepNames() {
        List<String> steps = List.of(
                "a b",
                "a\tb",
                "a😀b",
                "😀",
                "🙈",
                "{",
                "x".repeat(256),
                "x".repeat(255),
                "x".repeat(80),
                "x".repeat(81));
        Set<String> states = new HashSet<>();
        for (String name : steps) {
            for (String state : List.of(names.of(step(name)), names.of(step(name), "Look"))) {
                assertThat(state).hasSizeBetween(1, 80);
                assertThat(states.add(state)).as(state).isTrue();
            }
        }
        IntStream.range(0, 200)
                .forEach(i -> assertThat(states.add(names.add("x".repeat(100)))).isTrue());
        assertThat(states).allSatisfy(state -> assertThat(state).hasSizeBetween(1, 80));
    }

    @Test
    void createsDifferentStateNamesForDifferentPrefixes() {
        String name = "x".repeat(250);

        assertThat(new StateNames("One: ", state -> false).of(step(name)))
                .isNotEqualTo(new StateNames("Two: ", state -> false).of(step(name)));
    }
}
