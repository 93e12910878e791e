package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs one attempt of a Map state: lines that take item after item until none is left. */
final class MapRunner {
    private final Run run;
    private final VirtualClock.Worker worker;
    private final Line line;
    private final Visit visit;
    private final State.Map map;
    private final Map<Integer, JsonNode> results = new ConcurrentSkipListMap<>();
    private final AtomicInteger nextIndex = new AtomicInteger();

    MapRunner(Run run, VirtualClock.Worker worker, Line line, Visit visit, State.Map map) {
        this.run = run;
        this.worker = worker;
        this.line = line;
        this.visit = visit;
        this.map = map;
    }

    JsonNode run(JsonNode context) throws StatesError, DataException, InterruptedException {
        JsonNode input = map.flow().filter(visit.input(), context);
        JsonNode items = map.itemsPath().read("ItemsPath", input, context);
        if (!items.isArray()) {
            throw DataException.runtime("Reference path \"%s\" must point to array."
                    .formatted(map.itemsPath().text()));
        }
        int concurrency = visit.amount(map.maxConcurrency(), input, context);
        line.record(
                "MapStateStarted", "mapStateStartedEventDetails", Details.none().put("length", items.size()));
        int limit = concurrency == 0 ? Limits.MAXIMUM_CONCURRENCY : Math.min(concurrency, Limits.MAXIMUM_CONCURRENCY);
        try {
            new Fork(run, worker, line, (index, slot) -> runItems(slot, input, items, context))
                    .run(Math.min(items.size(), limit));
        } catch (StatesError e) {
            line.record("MapStateFailed", null, Details.none());
            throw e;
        }
        line.note("MapStateSucceeded", null, Details.none());
        return Json.MAPPER.createArrayNode().addAll(results.values());
    }

    private void runItems(Line slot, JsonNode input, JsonNode items, JsonNode context)
            throws StatesError, InterruptedException {
        for (int i = nextIndex.getAndIncrement(); i < items.size(); i = nextIndex.getAndIncrement()) {
            ObjectNode item = Json.MAPPER.createObjectNode().put("Index", i);
            item.set("Value", items.get(i));
            Line iteration = slot.iteration(item);
            try {
                results.put(i, runItem(iteration, input, items.get(i), item, context));
            } finally {
                slot.continueFrom(iteration.lastEvent());
            }
        }
    }

    private JsonNode runItem(Line iteration, JsonNode input, JsonNode value, ObjectNode item, JsonNode context)
            throws StatesError, InterruptedException {
        ObjectNode details = Details.iteration(map.name(), item.path("Index").intValue());
        iteration.record("MapIterationStarted", "mapIterationStartedEventDetails", details);
        try {
            JsonNode itemInput = select(map.itemSelector(), input, value, item, context);
            JsonNode result = iteration.run(map.processor(), itemInput);
            iteration.note("MapIterationSucceeded", "mapIterationSucceededEventDetails", details);
            return result;
        } catch (StatesError e) {
            iteration.note("MapIterationFailed", "mapIterationFailedEventDetails", details);
            throw e;
        } catch (InterruptedException e) {
            iteration.note("MapIterationAborted", "mapIterationAbortedEventDetails", details);
            throw e;
        }
    }

    private JsonNode select(
            @Nullable Template selector, JsonNode input, JsonNode value, ObjectNode item, JsonNode context)
            throws StatesError {
        if (selector == null) {
            return value;
        }
        ObjectNode itemContext = context.deepCopy();
        itemContext.putObject("Map").set("Item", item);
        try {
            return selector.evaluate(input, itemContext);
        } catch (DataException e) {
            throw visit.error(e);
        }
    }
}
