package io.github.emrlaunch.examples.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import org.junit.jupiter.api.Test;

/** Tests histories of AWS that others recorded: the exit of a Parallel state has the predecessor of its success. */
class EventOutlineTest {
    /**
     * Creates a history. Each event is its predecessor's ID, its type and, after a blank, the name of a state, a resource or an error.
     */
    private static ObjectNode history(String... events) {
        ObjectNode history = Json.object();
        ArrayNode list = history.putArray("events");
        for (String event : events) {
            String[] words = event.split(" ", 3);
            ObjectNode entry = list.addObject()
                    .put("id", list.size())
                    .put("previousEventId", Integer.parseInt(words[0]))
                    .put("timestamp", 1_767_225_600.0 + list.size())
                    .put("type", words[1]);
            if (words.length == 3) {
                entry.putObject("details").put("name", words[2]).put("input", "{}");
            }
        }
        return history;
    }

    @Test
    void eventsHaveTheNamesOfStatesAndErrorsOnly() {
        ObjectNode history = history("0 ExecutionStarted", "0 FailStateEntered Fail", "2 ExecutionFailed");
        ((ObjectNode) history.at("/events/2"))
                .putObject("executionFailedEventDetails")
                .put("error", "A.B")
                .put("cause", "c");

        assertThat(EventOutline.of(history))
                .containsExactly("ExecutionStarted", "FailStateEntered Fail", "ExecutionFailed A.B");
    }

    @Test
    void repetitionsCountOnce() {
        assertThat(EventOutline.of(history(
                        "0 ExecutionStarted",
                        "0 WaitStateEntered Wait",
                        "2 WaitStateExited Wait",
                        "3 ChoiceStateEntered Ready?",
                        "4 ChoiceStateExited Ready?",
                        "5 WaitStateEntered Wait",
                        "6 WaitStateExited Wait",
                        "7 ChoiceStateEntered Ready?",
                        "8 ChoiceStateExited Ready?",
                        "9 SucceedStateEntered Done")))
                .containsExactly(
                        "ExecutionStarted",
                        "WaitStateEntered Wait",
                        "WaitStateExited Wait",
                        "ChoiceStateEntered Ready?",
                        "ChoiceStateExited Ready?",
                        "SucceedStateEntered Done");
    }

    @Test
    void branchesAreEqualInAnyOrder() {
        ObjectNode oneFirst = history(
                "0 ExecutionStarted",
                "0 ParallelStateEntered Both",
                "2 ParallelStateStarted",
                "3 PassStateEntered One",
                "3 PassStateEntered Two",
                "4 PassStateExited One",
                "5 PassStateExited Two",
                "7 ParallelStateSucceeded",
                "7 ParallelStateExited Both",
                "9 ExecutionSucceeded");
        ObjectNode twoFirst = history(
                "0 ExecutionStarted",
                "0 ParallelStateEntered Both",
                "2 ParallelStateStarted",
                "3 PassStateEntered Two",
                "3 PassStateEntered One",
                "4 PassStateExited Two",
                "5 PassStateExited One",
                "7 ParallelStateSucceeded",
                "8 ParallelStateExited Both",
                "9 ExecutionSucceeded");

        assertThat(EventOutline.of(oneFirst))
                .isEqualTo(EventOutline.of(twoFirst))
                .containsExactly(
                        "ExecutionStarted",
                        "ParallelStateEntered Both",
                        "ParallelStateStarted",
                        "  PassStateEntered One",
                        "  PassStateExited One",
                        "  PassStateEntered Two",
                        "  PassStateExited Two",
                        "ParallelStateSucceeded",
                        "ParallelStateExited Both",
                        "ExecutionSucceeded");
    }

    @Test
    void nestedBranchesAreIndentedAndJoined() {
        assertThat(EventOutline.of(history(
                        "0 ExecutionStarted",
                        "0 ParallelStateStarted",
                        "2 ParallelStateStarted",
                        "3 PassStateEntered Inner",
                        "4 ParallelStateSucceeded",
                        "4 ParallelStateExited Inner",
                        "6 ParallelStateSucceeded",
                        "6 ParallelStateExited Outer")))
                .containsExactly(
                        "ExecutionStarted",
                        "ParallelStateStarted",
                        "  ParallelStateStarted",
                        "    PassStateEntered Inner",
                        "  ParallelStateSucceeded",
                        "  ParallelStateExited Inner",
                        "ParallelStateSucceeded",
                        "ParallelStateExited Outer");
    }
}
