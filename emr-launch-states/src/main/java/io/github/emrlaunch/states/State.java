package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state of a machine. A state whose {@code next} is null ends its line. */
sealed interface State {
    String name();

    /** The type, as the definition and the history name it. */
    default String type() {
        return getClass().getSimpleName();
    }

    /** States that do work, which may fail and be tried again. */
    sealed interface Work extends State {
        DataFlow flow();

        ErrorHandling errors();

        @Nullable String next();
    }

    record Task(
            String name,
            DataFlow flow,
            String resource,
            @Nullable Amount timeoutSeconds,
            @Nullable Amount heartbeatSeconds,
            ErrorHandling errors,
            @Nullable String next)
            implements Work {}

    record Parallel(
            String name,
            DataFlow flow,
            List<StateGraph> branches,
            ErrorHandling errors,
            @Nullable String next) implements Work {
        public Parallel {
            branches = List.copyOf(branches);
        }
    }

    /**
     * A Map state in INLINE mode.
     *
     * @param itemSelector null when an item is passed as it is
     * @param maxConcurrency 0 for as many as there may be
     */
    record Map(
            String name,
            DataFlow flow,
            DataPath itemsPath,
            @Nullable Template itemSelector,
            Amount maxConcurrency,
            StateGraph processor,
            ErrorHandling errors,
            @Nullable String next)
            implements Work {}

    /**
     * A Pass state.
     *
     * @param result null when the result is the effective input
     */
    record Pass(
            String name,
            DataFlow flow,
            @Nullable JsonNode result,
            @Nullable String next) implements State {}

    record Wait(
            String name,
            DataFlow flow,
            Until until,
            @Nullable String next) implements State {}

    record Choice(
            String name,
            DataFlow flow,
            List<ChoiceBranch> choices,
            @Nullable String defaultNext) implements State {
        public Choice {
            choices = List.copyOf(choices);
        }
    }

    record Succeed(String name, DataFlow flow) implements State {}

    record Fail(
            String name,
            @Nullable Expression error,
            @Nullable Expression cause) implements State {}

    /** A rule of a Choice state, and where it leads. */
    record ChoiceBranch(ChoiceRule rule, String next) {}

    /** A whole number that is given in the definition, or by the input. */
    sealed interface Amount {
        record Fixed(int value) implements Amount {}

        record ByInput(String field, DataPath path) implements Amount {}
    }

    /** What a Wait state waits for. */
    sealed interface Until {
        record Seconds(Amount amount) implements Until {}

        record FixedTime(Instant instant) implements Until {}

        record TimeByInput(DataPath path) implements Until {}
    }
}
