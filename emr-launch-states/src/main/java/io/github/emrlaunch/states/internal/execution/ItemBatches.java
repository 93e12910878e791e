package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Combines items to the inputs of child executions, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html">ItemBatcher (Map)</a>.
 */
final class ItemBatches {
    /** The input of a child execution, and the number of items in it. */
    record Batch(JsonNode input, int items) {}

    private final int maxItems;
    private final int maxBytes;
    private final @Nullable JsonNode batchInput;
    private final List<Batch> batches = new ArrayList<>();
    private ArrayNode current = JsonValues.MAPPER.createArrayNode();

    private ItemBatches(int maxItems, int maxBytes, @Nullable JsonNode batchInput) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
        this.batchInput = batchInput;
    }

    /** Returns the inputs of all child executions of a Map state. */
    static List<Batch> of(State.Map map, State.Distributed distributed, Scope entered, List<ObjectNode> items)
            throws EvaluationException {
        List<JsonNode> inputs = new ArrayList<>();
        for (ObjectNode item : items) {
            inputs.add(MapRunner.select(map, entered, item));
        }
        State.ItemBatcher batcher = distributed.batcher();
        if (batcher == null) {
            return inputs.stream().map(input -> new Batch(input, 1)).toList();
        }
        Expression batchInput = batcher.batchInput();
        ItemBatches batches = new ItemBatches(
                bound(batcher.maxItems(), entered, Integer.MAX_VALUE),
                bound(batcher.maxBytes(), entered, JsonValues.PAYLOAD_LIMIT),
                batchInput == null ? null : batchInput.evaluate(entered));
        for (JsonNode input : inputs) {
            batches.add(input);
        }
        batches.close();
        return batches.batches;
    }

    private static int bound(@Nullable Amount amount, Scope scope, int otherwise) throws EvaluationException {
        return amount == null ? otherwise : amount.evaluateInt(scope);
    }

    private void add(JsonNode item) throws EvaluationException {
        ArrayNode longer = current.deepCopy().add(item);
        if (longer.size() > maxItems || (!current.isEmpty() && JsonValues.size(input(longer)) > maxBytes)) {
            close();
            longer = JsonValues.MAPPER.createArrayNode().add(item);
        }
        if (JsonValues.size(input(longer)) > maxBytes) {
            throw EvaluationException.runtime(
                    "An item does not fit in a batch of %d bytes: %s".formatted(maxBytes, JsonValues.text(item)));
        }
        current = longer;
    }

    private void close() {
        if (!current.isEmpty()) {
            batches.add(new Batch(input(current), current.size()));
            current = JsonValues.MAPPER.createArrayNode();
        }
    }

    private JsonNode input(ArrayNode items) {
        ObjectNode input = JsonValues.MAPPER.createObjectNode();
        if (batchInput != null) {
            input.set("BatchInput", batchInput);
        }
        return input.set("Items", items);
    }
}
