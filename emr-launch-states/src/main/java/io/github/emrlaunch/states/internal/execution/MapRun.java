package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.Limits;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Map Run: the child executions of a Map state in DISTRIBUTED mode, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html">Using Map state in Distributed
 * mode</a>.
 */
final class MapRun {
    private final ExecutionRun run;
    private final VirtualClock.Worker worker;
    private final BranchRunner parent;
    private final Progress progress;
    private final State.Map map;
    private final State.Distributed distributed;
    private final MapRunner.Tolerance tolerance;
    private final ChildIdentities identities;

    MapRun(
            ExecutionRun run,
            VirtualClock.Worker worker,
            BranchRunner parent,
            Progress progress,
            State.Map map,
            State.Distributed distributed,
            MapRunner.Tolerance tolerance) {
        this.run = run;
        this.worker = worker;
        this.parent = parent;
        this.progress = progress;
        this.map = map;
        this.distributed = distributed;
        this.tolerance = tolerance;
        this.identities = new ChildIdentities(
                run.identity(),
                Objects.requireNonNullElseGet(
                        distributed.label(), () -> UUID.randomUUID().toString()),
                distributed.express());
    }

    JsonNode run(Scope entered, List<ObjectNode> items, int concurrency)
            throws StatesError, EvaluationException, InterruptedException {
        List<ItemBatches.Batch> batches = ItemBatches.of(map, distributed, entered, items);
        begin();
        int limit = concurrency == 0
                ? Limits.DISTRIBUTED_CONCURRENCY
                : Math.min(concurrency, Limits.DISTRIBUTED_CONCURRENCY);
        Children children = new Children(batches, items.size());
        try {
            new Fork(run.clock(), worker, parent, children).run(Math.min(batches.size(), limit));
        } catch (StatesError e) {
            parent.record(
                    "MapRunFailed",
                    "mapRunFailedEventDetails",
                    EventDetails.failure(EventDetails.none(), e.error(), e.cause()));
            if (e.error().equals(ErrorNames.RUNTIME)) {
                // A redrive then starts a new Map Run.
                progress.forgetBranches();
            }
            throw e;
        } catch (InterruptedException e) {
            parent.note("MapRunAborted", null, EventDetails.none());
            throw e;
        }
        parent.record("MapRunSucceeded", null, EventDetails.none());
        parent.note("MapStateSucceeded", null, EventDetails.none());
        ArrayNode results = JsonValues.MAPPER.createArrayNode();
        return results.addAll(children.results.values());
    }

    private void begin() throws StatesError {
        Progress.MapRunMark before = progress.mapRun();
        if (before == null) {
            String arn = identities.mapRunArn();
            progress.mark(new Progress.MapRunMark(arn, 0));
            parent.record(
                    "MapRunStarted",
                    "mapRunStartedEventDetails",
                    EventDetails.none().put("mapRunArn", arn));
        } else {
            int count = before.redriveCount() + 1;
            progress.mark(new Progress.MapRunMark(before.arn(), count));
            parent.record(
                    "MapRunRedriven",
                    "mapRunRedrivenEventDetails",
                    EventDetails.none().put("mapRunArn", before.arn()).put("redriveCount", count));
        }
    }

    /** Threads that run child executions one after the other until none is left. */
    private final class Children implements Fork.Branches {
        private final List<ItemBatches.Batch> batches;
        private final int total;
        private final Map<Integer, JsonNode> results = new ConcurrentSkipListMap<>();
        private final AtomicInteger nextIndex = new AtomicInteger();
        private final AtomicInteger failedItems = new AtomicInteger();

        Children(List<ItemBatches.Batch> batches, int total) {
            this.batches = batches;
            this.total = total;
        }

        @Override
        public BranchRunner runner(int index, VirtualClock.Worker branchWorker) {
            return parent.branch(branchWorker, new Progress());
        }

        @Override
        public void run(int index, BranchRunner slot) throws StatesError, InterruptedException {
            for (int i = nextIndex.getAndIncrement(); i < batches.size(); i = nextIndex.getAndIncrement()) {
                try {
                    results.put(i, runChild(slot, batches.get(i).input(), i));
                } catch (StatesError e) {
                    // Only the history of the child has its error.
                    if (tolerance.exceeded(failedItems.addAndGet(batches.get(i).items()), total)) {
                        throw new StatesError(
                                ErrorNames.EXCEED_TOLERATED_FAILURE_THRESHOLD,
                                "The specified tolerated failure threshold was exceeded");
                    }
                }
            }
        }

        private JsonNode runChild(BranchRunner slot, JsonNode input, int index)
                throws StatesError, InterruptedException {
            Progress child = progress.branch(index);
            if (distributed.express() && child.output() == null) {
                child.restart();
            }
            ExecutionRun childRun = run.child(identities.next(), input);
            return slot.execution(childRun, child).run(map.processor(), input);
        }
    }

    /** Creates the names and ARNs of the child executions. */
    private record ChildIdentities(ExecutionIdentity parent, String label, boolean express) {
        String mapRunArn() {
            return "%s:mapRun:%s/%s:%s".formatted(prefix(), parent.stateMachineName(), label, UUID.randomUUID());
        }

        ExecutionIdentity next() {
            String name = UUID.randomUUID().toString();
            String machine = parent.stateMachineName() + "/" + label;
            String arn = express
                    ? "%s:express:%s:%s:%s".formatted(prefix(), machine, name, UUID.randomUUID())
                    : "%s:execution:%s:%s".formatted(prefix(), machine, name);
            return new ExecutionIdentity(
                    arn, name, parent.roleArn(), "%s:stateMachine:%s".formatted(prefix(), machine), machine);
        }

        /** Returns the common prefix of all ARNs of one account and region. */
        private String prefix() {
            return parent.stateMachineArn().replaceFirst(":stateMachine:.*", "");
        }
    }
}
