package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.ErrorHandling;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.definition.StateGraph;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.Assignments;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs the states of a state machine, of a branch or of an iteration, one after the other. */
final class BranchRunner {
    private final ExecutionRun run;
    private final VirtualClock.Worker worker;
    private final @Nullable ObjectNode item;
    private final Progress progress;
    private Map<String, JsonNode> variables;
    private long lastEvent;
    private @Nullable State current;

    private BranchRunner(
            ExecutionRun run,
            VirtualClock.Worker worker,
            @Nullable ObjectNode item,
            Progress progress,
            Map<String, JsonNode> variables,
            long lastEvent) {
        this.run = run;
        this.worker = worker;
        this.item = item;
        this.progress = progress;
        this.variables = variables;
        this.lastEvent = lastEvent;
    }

    /** Returns a runner of the execution's own states. The first state has no previous event, not even the start event. */
    static BranchRunner ofExecution(ExecutionRun run, VirtualClock.Worker worker, Progress progress, long lastEvent) {
        return new BranchRunner(run, worker, null, progress, Map.of(), lastEvent);
    }

    /** Returns a runner of a branch that starts here, in a separate thread. */
    BranchRunner branch(VirtualClock.Worker branchWorker, Progress branchProgress) {
        return new BranchRunner(run, branchWorker, item, branchProgress, variables, lastEvent);
    }

    /**
     * Returns a runner of an iteration of a Map state, in the same thread.
     *
     * @param iterationItem the {@code Map.Item} of the context object
     */
    BranchRunner iteration(ObjectNode iterationItem, Progress iterationProgress) {
        return new BranchRunner(run, worker, iterationItem, iterationProgress, variables, lastEvent);
    }

    /** Returns a runner of a child execution, in the same thread. It does not see the variables of its parent. */
    BranchRunner execution(ExecutionRun childRun, Progress childProgress) {
        return new BranchRunner(childRun, worker, null, childProgress, Map.of(), 0);
    }

    /** The outcome of a state: an output, variables, and the next state or the end. */
    private record Outcome(
            JsonNode output,
            Map<String, JsonNode> assigned,
            @Nullable String next) {}

    /** Runs the graph to its end, from its start or from the state in which an earlier run failed. */
    JsonNode run(StateGraph graph, JsonNode input) throws StatesError, InterruptedException {
        JsonNode before = progress.output();
        if (before != null) {
            return before;
        }
        Progress.Visited visited = progress.visited();
        boolean resumed = visited != null;
        String next = graph.startAt();
        JsonNode data = input;
        if (visited != null) {
            next = visited.state();
            data = visited.input();
            variables = visited.variables();
        }
        while (next != null) {
            Outcome outcome = visit(graph.state(next), data, resumed);
            resumed = false;
            data = outcome.output();
            next = outcome.next();
        }
        progress.end(data);
        return data;
    }

    private Outcome visit(State state, JsonNode input, boolean resumed) throws StatesError, InterruptedException {
        run.requireRunning();
        current = state;
        Instant enteredTime = run.clock().now();
        long cause = lastEvent;
        // A state whose work is redriven is not entered again.
        if (!resumed || !(state instanceof State.Work)) {
            record(
                    state.type() + "StateEntered",
                    "stateEnteredEventDetails",
                    EventDetails.stateEntered(state.name(), input));
        }
        if (!resumed) {
            progress.enter(state.name(), input, variables);
        }
        StateVisit visit = new StateVisit(run, state, input, variables, item, enteredTime, cause, lastEvent);
        try {
            Outcome outcome = perform(visit);
            variables = Variables.after(variables, outcome.assigned());
            record(
                    state.type() + "StateExited",
                    "stateExitedEventDetails",
                    EventDetails.stateExited(state.name(), outcome.output(), outcome.assigned()));
            return outcome;
        } catch (EvaluationException e) {
            throw evaluationFailed(visit, e);
        } catch (InterruptedException e) {
            if (state instanceof State.Work || state instanceof State.Wait) {
                note(state.type() + "StateAborted", null, EventDetails.none());
            }
            throw e;
        }
    }

    /** Records the exit of the Task state that failed this branch. */
    void noteAbortedTask() throws StatesError {
        if (current instanceof State.Task) {
            note("TaskStateAborted", null, EventDetails.none());
        }
    }

    private Outcome perform(StateVisit visit) throws StatesError, EvaluationException, InterruptedException {
        if (visit.state() instanceof State.Work work) {
            return work(visit, work);
        }
        Scope scope = visit.scope(0);
        if (visit.state() instanceof State.Pass pass) {
            Scope entered = pass.flow().enter(scope);
            JsonNode arguments = pass.flow().arguments(entered);
            JsonNode result = pass.result() == null ? arguments : pass.result().evaluate(entered);
            return outcome(visit, pass.flow(), pass.assignments(), entered.withDocument(result), pass.next());
        }
        if (visit.state() instanceof State.Wait wait) {
            Scope entered = wait.flow().enter(scope);
            sleepUntil(wait.wakeUp().at(entered, visit.enteredTime()));
            return outcome(visit, wait.flow(), wait.assignments(), entered, wait.next());
        }
        if (visit.state() instanceof State.Choice choice) {
            return choose(visit, choice, choice.flow().enter(scope));
        }
        if (visit.state() instanceof State.Succeed succeed) {
            return outcome(
                    visit, succeed.flow(), Assignments.NONE, succeed.flow().enter(scope), null);
        }
        State.Fail fail = (State.Fail) visit.state();
        throw new StatesError(failText(fail.error(), scope), failText(fail.cause(), scope));
    }

    private static Outcome outcome(
            StateVisit visit, DataFlow flow, Assignments assignments, Scope scope, @Nullable String next)
            throws StatesError, EvaluationException {
        JsonNode output = visit.limited(flow.output(scope));
        return new Outcome(output, assignments.evaluate(scope), next);
    }

    private static Outcome choose(StateVisit visit, State.Choice choice, Scope entered)
            throws StatesError, EvaluationException {
        for (State.ChoiceBranch branch : choice.choices()) {
            if (branch.condition().test(entered)) {
                return outcome(visit, branch.flow(), branch.assignments(), entered, branch.next());
            }
        }
        if (choice.defaultNext() == null) {
            throw EvaluationException.noChoiceMatched(
                    "Failed to transition out of the state. The state does not point to a next state.");
        }
        return outcome(visit, choice.flow(), choice.assignments(), entered, choice.defaultNext());
    }

    private static String failText(State.@Nullable FailText text, Scope scope) throws EvaluationException {
        return text == null ? "" : text.evaluate(scope);
    }

    /** Runs attempts until one succeeds, no retrier is left, or a catcher handles the error. */
    private Outcome work(StateVisit visit, State.Work state)
            throws StatesError, EvaluationException, InterruptedException {
        IdentityHashMap<ErrorHandling.Retrier, Integer> used = new IdentityHashMap<>();
        for (int retries = 0; ; retries++) {
            StatesError error;
            boolean recorded = true;
            try {
                return attempt(visit, state, visit.scope(retries));
            } catch (StatesError e) {
                error = e;
            } catch (EvaluationException e) {
                error = evaluationFailed(visit, e);
                recorded = e.field() != null;
            }
            Optional<ErrorHandling.Retrier> retrier = state.errors().retrierFor(error.error());
            int before = retrier.map(r -> used.getOrDefault(r, 0)).orElse(0);
            if (retrier.isEmpty() || before >= retrier.get().maxAttempts()) {
                if (error.error().equals(ErrorNames.DATA_LIMIT_EXCEEDED)) {
                    progress.forgetBranches();
                }
                if (recorded && !(state instanceof State.Task)) {
                    record(state.type() + "StateFailed", null, EventDetails.none());
                }
                return caught(visit, state, error, retries);
            }
            used.put(retrier.get(), before + 1);
            progress.forgetBranches();
            // The seed depends on the retried state and attempt, so that a run can be repeated.
            Random random = new Random(
                    Objects.hash(run.identity().executionName(), visit.state().name(), visit.enteredTime(), retries));
            sleepUntil(run.clock().now().plus(retrier.get().delay(before, random)));
        }
    }

    private Outcome attempt(StateVisit visit, State.Work state, Scope scope)
            throws StatesError, EvaluationException, InterruptedException {
        Scope withToken = state instanceof State.Task task ? TaskRunner.withToken(task, scope) : scope;
        Scope entered = state.flow().enter(withToken);
        JsonNode result = result(visit, state, entered);
        return outcome(visit, state.flow(), state.assignments(), entered.withResult(result), state.next());
    }

    private JsonNode result(StateVisit visit, State.Work state, Scope entered)
            throws StatesError, EvaluationException, InterruptedException {
        if (state instanceof State.Task task) {
            return new TaskRunner(run, worker, this, visit, task).run(entered);
        }
        if (state instanceof State.Parallel parallel) {
            return new ParallelRunner(run, worker, this, progress, parallel).run(entered);
        }
        return new MapRunner(run, worker, this, visit, progress, (State.Map) state).run(entered);
    }

    private static Outcome caught(StateVisit visit, State.Work state, StatesError error, int retries)
            throws StatesError, EvaluationException {
        Optional<ErrorHandling.Catcher> catcher = state.errors().catcherFor(error.error());
        if (catcher.isEmpty()) {
            throw error;
        }
        JsonNode errorOutput =
                JsonValues.MAPPER.createObjectNode().put("Error", error.error()).put("Cause", error.cause());
        Scope scope = visit.scope(retries).withErrorOutput(errorOutput);
        return outcome(
                visit,
                catcher.get().flow(),
                catcher.get().assignments(),
                scope,
                catcher.get().next());
    }

    /** Returns the error of an evaluation. The event of a failed JSONata expression follows the event that led to the state. */
    StatesError evaluationFailed(StateVisit visit, EvaluationException e) throws StatesError {
        StatesError error = visit.error(e);
        if (e.field() != null) {
            lastEvent = run.history()
                    .add(
                            visit.cause(),
                            "EvaluationFailed",
                            "evaluationFailedEventDetails",
                            EventDetails.evaluationFailed(visit.state().name(), e.field(), error));
        }
        return error;
    }

    private void sleepUntil(Instant instant) throws InterruptedException {
        if (instant.isAfter(run.deadline())) {
            worker.sleepUntil(run.deadline());
            throw run.timeOut();
        }
        worker.sleepUntil(instant);
    }

    /** Returns the id of the last event of this branch. */
    long lastEvent() {
        return lastEvent;
    }

    /** Continues from an event of another branch, which is the cause of the continuation. */
    void continueFrom(long event) {
        lastEvent = event;
    }

    /** Adds an event that the next event refers to. */
    void record(String type, @Nullable String detailsName, ObjectNode details) throws StatesError {
        lastEvent = run.history().add(lastEvent, type, detailsName, details);
    }

    /** Adds an event that the next event does not refer to. */
    void note(String type, @Nullable String detailsName, ObjectNode details) throws StatesError {
        run.history().add(lastEvent, type, detailsName, details);
    }
}
