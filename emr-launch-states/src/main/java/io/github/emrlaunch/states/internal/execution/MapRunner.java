package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.Limits;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs an attempt of a Map state. */
final class MapRunner {
    private final ExecutionRun run;
    private final VirtualClock.Worker worker;
    private final BranchRunner parent;
    private final StateVisit visit;
    private final Progress progress;
    private final State.Map map;

    MapRunner(
            ExecutionRun run,
            VirtualClock.Worker worker,
            BranchRunner parent,
            StateVisit visit,
            Progress progress,
            State.Map map) {
        this.run = run;
        this.worker = worker;
        this.parent = parent;
        this.visit = visit;
        this.progress = progress;
        this.map = map;
    }

    JsonNode run(Scope entered) throws StatesError, EvaluationException, InterruptedException {
        List<ObjectNode> items = items(map.items().select(entered));
        int concurrency = map.maxConcurrency().evaluateInt(entered);
        Tolerance tolerance = Tolerance.of(map.tolerance(), entered);
        parent.record(
                "MapStateStarted",
                "mapStateStartedEventDetails",
                EventDetails.none().put("length", items.size()));
        State.Distributed distributed = map.distributed();
        return distributed == null
                ? inline(entered, items, concurrency)
                : new MapRun(run, worker, parent, progress, map, distributed, tolerance)
                        .run(entered, items, concurrency);
    }

    /** Returns the {@code Map.Item} of each item. */
    private List<ObjectNode> items(JsonNode values) {
        List<ObjectNode> items = new ArrayList<>();
        if (values.isObject()) {
            values.properties()
                    .forEach(member ->
                            items.add(item(items.size(), member.getValue()).put("Key", member.getKey())));
        } else {
            values.forEach(value -> items.add(item(items.size(), value)));
        }
        return items;
    }

    private ObjectNode item(int index, JsonNode value) {
        ObjectNode item = JsonValues.MAPPER.createObjectNode().put("Index", index);
        item.set("Value", value);
        if (map.distributed() != null) {
            item.put("Source", "STATE_DATA");
        }
        return item;
    }

    private JsonNode inline(Scope entered, List<ObjectNode> items, int concurrency)
            throws StatesError, InterruptedException {
        int limit = concurrency == 0 ? Limits.INLINE_CONCURRENCY : Math.min(concurrency, Limits.INLINE_CONCURRENCY);
        Iterations iterations = new Iterations(entered, items);
        new Fork(run.clock(), worker, parent, iterations).run(Math.min(items.size(), limit));
        parent.note("MapStateSucceeded", null, EventDetails.none());
        ArrayNode results = JsonValues.MAPPER.createArrayNode();
        return results.addAll(iterations.results.values());
    }

    /** Returns the input of the iteration or execution for an item. */
    static JsonNode select(State.Map map, Scope entered, ObjectNode item) throws EvaluationException {
        Expression selector = map.itemSelector();
        if (selector == null) {
            return item.has("Key") ? keyAndValue(item) : item.path("Value");
        }
        ObjectNode context = entered.context().deepCopy();
        context.putObject("Map").set("Item", item);
        return selector.evaluate(entered.withContext(context));
    }

    private static JsonNode keyAndValue(ObjectNode item) {
        ObjectNode pair = JsonValues.MAPPER.createObjectNode();
        pair.set("Key", item.path("Key"));
        return pair.set("Value", item.path("Value"));
    }

    /** Threads that process items one after the other until none is left. */
    private final class Iterations implements Fork.Branches {
        private final Scope entered;
        private final List<ObjectNode> items;
        private final Map<Integer, JsonNode> results = new ConcurrentSkipListMap<>();
        private final AtomicInteger nextIndex = new AtomicInteger();

        Iterations(Scope entered, List<ObjectNode> items) {
            this.entered = entered;
            this.items = items;
        }

        @Override
        public BranchRunner runner(int index, VirtualClock.Worker branchWorker) {
            return parent.branch(branchWorker, new Progress());
        }

        @Override
        public void run(int index, BranchRunner slot) throws StatesError, InterruptedException {
            for (int i = nextIndex.getAndIncrement(); i < items.size(); i = nextIndex.getAndIncrement()) {
                BranchRunner iteration = slot.iteration(items.get(i), progress.branch(i));
                try {
                    results.put(i, runItem(iteration, i));
                } finally {
                    slot.continueFrom(iteration.lastEvent());
                }
            }
        }

        private JsonNode runItem(BranchRunner iteration, int index) throws StatesError, InterruptedException {
            JsonNode before = progress.branch(index).output();
            if (before != null) {
                return before;
            }
            ObjectNode details = EventDetails.iteration(map.name(), index);
            iteration.record("MapIterationStarted", "mapIterationStartedEventDetails", details);
            try {
                JsonNode result = iteration.run(map.processor(), input(iteration, index));
                iteration.record("MapIterationSucceeded", "mapIterationSucceededEventDetails", details);
                return result;
            } catch (StatesError e) {
                iteration.note("MapIterationFailed", "mapIterationFailedEventDetails", details);
                iteration.noteAbortedTask();
                throw e;
            } catch (InterruptedException e) {
                iteration.note("MapIterationAborted", "mapIterationAbortedEventDetails", details);
                throw e;
            }
        }

        private JsonNode input(BranchRunner iteration, int index) throws StatesError {
            try {
                return select(map, entered, items.get(index));
            } catch (EvaluationException e) {
                throw iteration.evaluationFailed(visit, e);
            }
        }
    }

    /** The evaluated tolerance for failed items. */
    record Tolerance(double count, double percentage) {
        static Tolerance of(State.Tolerance tolerance, Scope scope) throws EvaluationException {
            Amount count = tolerance.count();
            Amount percentage = tolerance.percentage();
            // A limit that is not set has no effect when the other one is set. Without both, no failure is tolerated.
            double otherwise = count == null && percentage == null ? 0 : Double.POSITIVE_INFINITY;
            return new Tolerance(value(count, scope, otherwise), value(percentage, scope, otherwise));
        }

        private static double value(@Nullable Amount amount, Scope scope, double otherwise) throws EvaluationException {
            return amount == null ? otherwise : amount.evaluate(scope).doubleValue();
        }

        boolean exceeded(int failed, int total) {
            return failed > count || failed * 100.0 > percentage * total;
        }
    }
}
