package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A line of states that are run one after the other: the machine's own, a branch's or an iteration's. */
final class Line {
    private final Run run;
    private final VirtualClock.Worker worker;
    private final @Nullable ObjectNode item;
    private long lastEvent;

    Line(Run run, VirtualClock.Worker worker, long lastEvent) {
        this(run, worker, lastEvent, null);
    }

    private Line(Run run, VirtualClock.Worker worker, long lastEvent, @Nullable ObjectNode item) {
        this.run = run;
        this.worker = worker;
        this.lastEvent = lastEvent;
        this.item = item;
    }

    /** A line that branches off here, for a thread of its own. */
    Line child(VirtualClock.Worker childWorker) {
        return new Line(run, childWorker, lastEvent, item);
    }

    /**
     * A line that goes on from here in the same thread, for an iteration of a Map state.
     *
     * @param iterationItem the {@code Map.Item} of the context object
     */
    Line iteration(ObjectNode iterationItem) {
        return new Line(run, worker, lastEvent, iterationItem);
    }

    private record Outcome(JsonNode output, @Nullable String next) {}

    /** Runs the graph from its start to an end. */
    JsonNode run(StateGraph graph, JsonNode input) throws StatesError, InterruptedException {
        Outcome outcome = new Outcome(input, graph.startAt());
        String next = outcome.next();
        while (next != null) {
            outcome = visit(graph.state(next), outcome.output());
            next = outcome.next();
        }
        return outcome.output();
    }

    private Outcome visit(State state, JsonNode input) throws StatesError, InterruptedException {
        run.requireRunning();
        Instant enteredTime = run.clock().now();
        record(state.type() + "StateEntered", "stateEnteredEventDetails", Details.stateEntered(state.name(), input));
        Visit visit = new Visit(run, state, input, item, enteredTime, lastEvent);
        try {
            Outcome outcome = perform(visit);
            record(
                    state.type() + "StateExited",
                    "stateExitedEventDetails",
                    Details.stateExited(state.name(), outcome.output()));
            return outcome;
        } catch (DataException e) {
            throw visit.error(e);
        } catch (InterruptedException e) {
            note(state.type() + "StateAborted", null, Details.none());
            throw e;
        }
    }

    private Outcome perform(Visit visit) throws StatesError, DataException, InterruptedException {
        if (visit.state() instanceof State.Work work) {
            return work(visit, work);
        }
        JsonNode context = visit.context(0);
        if (visit.state() instanceof State.Pass pass) {
            JsonNode effective = pass.flow().effectiveInput(visit.input(), context);
            return outcome(visit, pass.flow(), pass.result() == null ? effective : pass.result(), context, pass.next());
        }
        if (visit.state() instanceof State.Wait wait) {
            JsonNode filtered = wait.flow().filter(visit.input(), context);
            sleepUntil(wakeUp(visit, wait.until(), filtered, context));
            return outcome(visit, wait.flow(), filtered, context, wait.next());
        }
        if (visit.state() instanceof State.Choice choice) {
            JsonNode filtered = choice.flow().filter(visit.input(), context);
            return outcome(visit, choice.flow(), filtered, context, choose(choice, filtered, context));
        }
        if (visit.state() instanceof State.Succeed succeed) {
            JsonNode filtered = succeed.flow().filter(visit.input(), context);
            return outcome(visit, succeed.flow(), filtered, context, null);
        }
        State.Fail fail = (State.Fail) visit.state();
        throw new StatesError(
                failText("ErrorPath", fail.error(), visit.input(), context),
                failText("CausePath", fail.cause(), visit.input(), context));
    }

    private static Outcome outcome(Visit visit, DataFlow flow, JsonNode result, JsonNode context, @Nullable String next)
            throws StatesError, DataException {
        return new Outcome(visit.limited(flow.output(visit.input(), result, context)), next);
    }

    private Instant wakeUp(Visit visit, State.Until until, JsonNode input, JsonNode context) throws DataException {
        if (until instanceof State.Until.Seconds seconds) {
            return visit.enteredTime().plusSeconds(visit.amount(seconds.amount(), input, context));
        }
        if (until instanceof State.Until.FixedTime time) {
            return time.instant();
        }
        DataPath path = ((State.Until.TimeByInput) until).path();
        JsonNode value = path.read("TimestampPath", input, context);
        Instant instant = Timestamps.parse(value);
        if (instant == null) {
            throw DataException.runtime(
                    "The TimestampPath '%s' must reference a time such as 2026-01-31T06:00:00Z, got: %s"
                            .formatted(path.text(), Json.text(value)));
        }
        return instant;
    }

    private static String choose(State.Choice choice, JsonNode input, JsonNode context) throws DataException {
        for (State.ChoiceBranch branch : choice.choices()) {
            if (branch.rule().test(input, context)) {
                return branch.next();
            }
        }
        if (choice.defaultNext() == null) {
            throw DataException.noChoiceMatched(
                    "Failed to transition out of the state. The state does not point to a next state.");
        }
        return choice.defaultNext();
    }

    private static String failText(String field, @Nullable Expression text, JsonNode input, JsonNode context)
            throws DataException {
        if (text == null) {
            return "";
        }
        JsonNode value = text.evaluate(field, input, context);
        if (!value.isTextual()) {
            throw DataException.runtime("The %s must reference a string, got: %s".formatted(field, Json.text(value)));
        }
        return value.textValue();
    }

    /** Tries until it works out, no retrier is left, or a catcher takes over. */
    private Outcome work(Visit visit, State.Work state) throws StatesError, DataException, InterruptedException {
        IdentityHashMap<ErrorHandling.Retrier, Integer> used = new IdentityHashMap<>();
        for (int retries = 0; ; retries++) {
            StatesError error;
            try {
                JsonNode context = visit.context(retries);
                return outcome(visit, state.flow(), attempt(visit, state, context), context, state.next());
            } catch (StatesError e) {
                error = e;
            } catch (DataException e) {
                error = visit.error(e);
            }
            Optional<ErrorHandling.Retrier> retrier = state.errors().retrierFor(error.error());
            int before = retrier.map(r -> used.getOrDefault(r, 0)).orElse(0);
            if (retrier.isEmpty() || before >= retrier.get().maxAttempts()) {
                return caught(visit, state, error);
            }
            used.put(retrier.get(), before + 1);
            // Seeded by what is retried, so that a run can be repeated.
            Random random = new Random(
                    Objects.hash(run.identity().executionName(), visit.state().name(), retries));
            sleepUntil(run.clock().now().plus(retrier.get().delay(before, random)));
        }
    }

    private JsonNode attempt(Visit visit, State.Work state, JsonNode context)
            throws StatesError, DataException, InterruptedException {
        if (state instanceof State.Task task) {
            return new TaskRunner(run, worker, this, visit, task).run(context);
        }
        if (state instanceof State.Parallel parallel) {
            return parallel(visit, parallel, context);
        }
        return new MapRunner(run, worker, this, visit, (State.Map) state).run(context);
    }

    private JsonNode parallel(Visit visit, State.Parallel state, JsonNode context)
            throws StatesError, DataException, InterruptedException {
        JsonNode input = state.flow().effectiveInput(visit.input(), context);
        record("ParallelStateStarted", null, Details.none());
        Map<Integer, JsonNode> results = new ConcurrentSkipListMap<>();
        Fork fork = new Fork(
                run,
                worker,
                this,
                (index, branch) ->
                        results.put(index, branch.run(state.branches().get(index), input)));
        try {
            fork.run(state.branches().size());
        } catch (StatesError e) {
            record("ParallelStateFailed", null, Details.none());
            throw e;
        }
        note("ParallelStateSucceeded", null, Details.none());
        return Json.MAPPER.createArrayNode().addAll(results.values());
    }

    private static Outcome caught(Visit visit, State.Work state, StatesError error) throws StatesError, DataException {
        Optional<ErrorHandling.Catcher> catcher = state.errors().catcherFor(error.error());
        if (catcher.isEmpty()) {
            throw error;
        }
        JsonNode result =
                Json.MAPPER.createObjectNode().put("Error", error.error()).put("Cause", error.cause());
        ReferencePath path = catcher.get().resultPath();
        JsonNode output = path == null ? visit.input() : path.put(visit.input(), result);
        return new Outcome(visit.limited(output), catcher.get().next());
    }

    private void sleepUntil(Instant instant) throws InterruptedException {
        if (instant.isAfter(run.deadline())) {
            worker.sleepUntil(run.deadline());
            throw run.timeOut();
        }
        worker.sleepUntil(instant);
    }

    /** The id of the last event of this line. */
    long lastEvent() {
        return lastEvent;
    }

    /** Goes on from another line's event: the one that made this line go on. */
    void continueFrom(long event) {
        lastEvent = event;
    }

    /** Adds an event that the next one follows. */
    void record(String type, @Nullable String detailsName, ObjectNode details) throws StatesError {
        lastEvent = run.history().add(lastEvent, type, detailsName, details);
    }

    /** Adds an event on the side: the next one doesn't refer to it. */
    void note(String type, @Nullable String detailsName, ObjectNode details) throws StatesError {
        run.history().add(lastEvent, type, detailsName, details);
    }
}
