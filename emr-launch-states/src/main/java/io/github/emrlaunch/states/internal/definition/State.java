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

/** A state of a state machine. A state whose {@code next} is null ends its branch. */
public sealed interface State {
    String name();

    /** Returns the type, as in the definition and the history. */
    default String type() {
        return getClass().getSimpleName();
    }

    /** A state whose work can fail and be retried. */
    sealed interface Work extends State {
        DataFlow flow();

        Assignments assignments();

        ErrorHandling errors();

        @Nullable String next();
    }

    /**
     * A Task state.
     *
     * @param credentials the credentials for the task; null for those of the state machine
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
     * @param itemSelector the item selector; null when an item is passed unchanged
     * @param maxConcurrency the maximum concurrency; 0 for the maximum of Step Functions
     * @param distributed the settings of DISTRIBUTED mode; null in INLINE mode
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
     * The tolerated failures of a Map state. It fails when either limit is exceeded.
     *
     * @param count the tolerated number; null when only the percentage is set
     * @param percentage the tolerated percentage; null when only the number is set
     */
    record Tolerance(@Nullable Amount count, @Nullable Amount percentage) {}

    /**
     * The further settings of a Map state in DISTRIBUTED mode.
     *
     * @param label the label in the ARNs of its executions; null for a generated one
     * @param express whether its executions are of type EXPRESS
     * @param batcher the batcher; null when each item is a separate execution
     */
    record Distributed(
            @Nullable String label,
            boolean express,
            @Nullable ItemBatcher batcher) {}

    /**
     * The settings for batches of items.
     *
     * @param maxItems the maximum number of items; null when only the size is limited
     * @param maxBytes the maximum size; null when only the number of items is limited
     * @param batchInput the input of each batch in addition to its items; null for none
     */
    record ItemBatcher(
            @Nullable Amount maxItems,
            @Nullable Amount maxBytes,
            @Nullable Expression batchInput) {}

    /**
     * A Pass state.
     *
     * @param result the result; null when the result is the effective input
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

    /** The end of a Wait state. */
    @FunctionalInterface
    interface WakeUp {
        Instant at(Scope scope, Instant entered) throws EvaluationException;
    }

    /** A Choice state. The data flow and the assignments are those of the default. */
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

    /** A choice rule and its next state. */
    record ChoiceBranch(Condition condition, DataFlow flow, Assignments assignments, String next) {}

    /** The condition of a choice rule. */
    @FunctionalInterface
    interface Condition {
        boolean test(Scope scope) throws EvaluationException;
    }

    record Succeed(String name, DataFlow flow) implements State {}

    /**
     * A Fail state.
     *
     * @param error the error; null for none
     * @param cause the cause; null for none
     */
    record Fail(
            String name, @Nullable FailText error, @Nullable FailText cause) implements State {}

    /** The error or the cause of a Fail state. */
    @FunctionalInterface
    interface FailText {
        String evaluate(Scope scope) throws EvaluationException;
    }
}
