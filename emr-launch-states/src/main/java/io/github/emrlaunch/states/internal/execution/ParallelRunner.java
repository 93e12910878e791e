package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Runs an attempt of a Parallel state. */
final class ParallelRunner {
    private final ExecutionRun run;
    private final VirtualClock.Worker worker;
    private final BranchRunner parent;
    private final Progress progress;
    private final State.Parallel state;

    ParallelRunner(
            ExecutionRun run,
            VirtualClock.Worker worker,
            BranchRunner parent,
            Progress progress,
            State.Parallel state) {
        this.run = run;
        this.worker = worker;
        this.parent = parent;
        this.progress = progress;
        this.state = state;
    }

    JsonNode run(Scope entered) throws StatesError, EvaluationException, InterruptedException {
        JsonNode input = state.flow().arguments(entered);
        parent.record("ParallelStateStarted", null, EventDetails.none());
        Map<Integer, JsonNode> results = new ConcurrentSkipListMap<>();
        Fork.Branches branches = new Fork.Branches() {
            @Override
            public BranchRunner runner(int index, VirtualClock.Worker branchWorker) {
                return parent.branch(branchWorker, progress.branch(index));
            }

            @Override
            public void run(int index, BranchRunner runner) throws StatesError, InterruptedException {
                try {
                    results.put(index, runner.run(state.branches().get(index), input));
                } catch (StatesError e) {
                    runner.noteAbortedTask();
                    throw e;
                }
            }
        };
        new Fork(run.clock(), worker, parent, branches).run(state.branches().size());
        parent.note("ParallelStateSucceeded", null, EventDetails.none());
        return JsonValues.MAPPER.createArrayNode().addAll(results.values());
    }
}
