package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.Assignments;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state of a machine. A state whose {@code next} is null ends its branch. */
public sealed interface State {
    String name();

    /** The type, as the definition and the history name it. */
    default String type() {
        return getClass().getSimpleName();
    }

    /** A state that does work, which may fail and be tried again. */
    sealed interface Work extends State {
        DataFlow flow();

        Assignments assignments();

        ErrorHandling errors();

        @Nullable String next();
    }

    /**
     * A Task state.
     *
     * @param credentials the credentials that the task is called with; null for those of the machine
     */
    record Task(
            String name,
            DataFlow flow,
            Assignments assignments,
            String resource,
            @Nullable Amount timeoutSeconds,
            @Nullable Amount heartbeatSeconds,
            @Nullable Expression credentials,
            ErrorHandling errors,
            @Nullable String next)
            implements Work {}

    record Parallel(
            String name,
            DataFlow flow,
            Assignments assignments,
            List<StateGraph> branches,
            ErrorHandling errors,
            @Nullable String next)
            implements Work {
        public Parallel {
            branches = List.copyOf(branches);
        }
    }

    /**
     * A Map state.
     *
     * @param itemSelector null when an item is passed as it is
     * @param maxConcurrency 0 for as many as there may be
     * @param distributed null for a Map state in INLINE mode
     */
    record Map(
            String name,
            DataFlow flow,
            Assignments assignments,
            Items items,
            @Nullable Expression itemSelector,
            Amount maxConcurrency,
            Tolerance tolerance,
            StateGraph processor,
            @Nullable Distributed distributed,
            ErrorHandling errors,
            @Nullable String next)
            implements Work {}

    /** The items of a Map state: an array or an object. */
    @FunctionalInterface
    interface Items {
        JsonNode select(Scope scope) throws EvaluationException;
    }

    /**
     * How many items of a Map state may fail. The Map state fails when either is exceeded.
     *
     * @param count null when only the percentage counts
     * @param percentage null when only the count counts
     */
    record Tolerance(@Nullable Amount count, @Nullable Amount percentage) {}

    /**
     * What a Map state in DISTRIBUTED mode has besides.
     *
     * @param label the label in the ARNs of its executions; null for one that is made
     * @param express whether its executions are EXPRESS ones
     * @param batcher null when each item is an execution of its own
     */
    record Distributed(
            @Nullable String label,
            boolean express,
            @Nullable ItemBatcher batcher) {}

    /**
     * How items are put together in batches.
     *
     * @param maxItems null when only the size counts
     * @param maxBytes null when only the number of items counts
     * @param batchInput what each batch has besides its items; null for nothing
     */
    record ItemBatcher(
            @Nullable Amount maxItems,
            @Nullable Amount maxBytes,
            @Nullable Expression batchInput) {}

    /**
     * A Pass state.
     *
     * @param result null when the result is the effective input
     */
    record Pass(
            String name,
            DataFlow flow,
            Assignments assignments,
            @Nullable Expression result,
            @Nullable String next) implements State {}

    record Wait(
            String name,
            DataFlow flow,
            Assignments assignments,
            WakeUp wakeUp,
            @Nullable String next) implements State {}

    /** When a Wait state ends. */
    @FunctionalInterface
    interface WakeUp {
        Instant at(Scope scope, Instant entered) throws EvaluationException;
    }

    /** A Choice state; the flow and the assignments are those of the default. */
    record Choice(
            String name,
            DataFlow flow,
            Assignments assignments,
            List<ChoiceBranch> choices,
            @Nullable String defaultNext)
            implements State {
        public Choice {
            choices = List.copyOf(choices);
        }
    }

    /** A rule of a Choice state, and where it leads. */
    record ChoiceBranch(Condition condition, DataFlow flow, Assignments assignments, String next) {}

    /** The condition of a rule of a Choice state. */
    @FunctionalInterface
    interface Condition {
        boolean test(Scope scope) throws EvaluationException;
    }

    record Succeed(String name, DataFlow flow) implements State {}

    /**
     * A Fail state.
     *
     * @param error null for none
     * @param cause null for none
     */
    record Fail(
            String name, @Nullable FailText error, @Nullable FailText cause) implements State {}

    /** The error or the cause of a Fail state. */
    @FunctionalInterface
    interface FailText {
        String evaluate(Scope scope) throws EvaluationException;
    }
}
