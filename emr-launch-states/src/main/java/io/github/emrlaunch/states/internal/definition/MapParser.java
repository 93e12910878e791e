package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import io.github.emrlaunch.states.internal.query.Scope;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a Map state, see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html">Map workflow
 * state</a>.
 */
final class MapParser {
    private static final Set<String> BATCHER_FIELDS = Set.of(
            "MaxItemsPerBatch",
            "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatch",
            "MaxInputBytesPerBatchPath",
            "BatchInput");

    private static final Set<String> DISTRIBUTED_ONLY = Set.of("ItemReader", "ItemBatcher", "ResultWriter", "Label");

    private static final Pattern LABEL = Pattern.compile("[^\\s?*<>{}\\[\\]:;,\\\\|^~$#%&`\"\\x00-\\x1f\\x7f-\\x9f]+");

    private final QueryLanguage language;
    private final FlowParser flows;
    private final GraphParser graphs;
    private final Targets targets;
    private final ErrorHandlingParser errors;

    MapParser(
            QueryLanguage language, FlowParser flows, GraphParser graphs, Targets targets, ErrorHandlingParser errors) {
        this.language = language;
        this.flows = flows;
        this.graphs = graphs;
        this.targets = targets;
        this.errors = errors;
    }

    State parse(String name, Fields fields) {
        fields.requireExactlyOne("ItemProcessor", "Iterator");
        fields.requireOneAtMost("ItemSelector", "Parameters");
        State.Distributed distributed = distributed(fields);
        Amount concurrency = flows.mapNumber(
                fields, "MaxConcurrency", "MaxConcurrency cannot be negative.", Integer.MAX_VALUE, true);
        return new State.Map(
                name,
                flows.flow(fields, null, FlowParser.RESULT),
                flows.assignments(fields, "", FlowParser.RESULT),
                items(fields, distributed != null),
                flows.objectTemplate(fields, fields.has("Parameters") ? "Parameters" : "ItemSelector"),
                concurrency == null ? Amount.of("MaxConcurrency", 0) : concurrency,
                new State.Tolerance(
                        flows.mapNumber(
                                fields,
                                "ToleratedFailureCount",
                                "ToleratedFailureCount cannot be negative.",
                                Integer.MAX_VALUE,
                                true),
                        flows.mapNumber(
                                fields,
                                "ToleratedFailurePercentage",
                                "ToleratedFailurePercentage must be between 0 and 100.",
                                100,
                                false)),
                processor(fields),
                distributed,
                errors.parse(fields),
                targets.next(fields));
    }

    private State.Items items(Fields fields, boolean distributed) {
        Expression given = language == QueryLanguage.JSONATA
                ? flows.template(fields, "Items", FlowParser.NOTHING_MORE)
                : fields.has("ItemsPath") ? flows.referencePath(fields, "ItemsPath") : null;
        String path = Objects.requireNonNullElse(fields.text("ItemsPath"), "$");
        Expression items = given == null ? Scope::document : given;
        return scope -> {
            JsonNode value = items.evaluate(scope);
            // In DISTRIBUTED mode, an object is a list of its members. For INLINE mode, the documentation contradicts
            // itself.
            if (value.isArray() || (distributed && value.isObject())) {
                return value;
            }
            if (language == QueryLanguage.JSON_PATH) {
                throw EvaluationException.runtime("Reference path \"%s\" must point to array.".formatted(path));
            }
            throw given == null
                    ? EvaluationException.jsonata(
                            "Items", "Map state input must be an array but was: " + JsonValues.text(value))
                    : flows.unexpected("Items", given, "array", value);
        };
    }

    private StateGraph processor(Fields map) {
        Fields processor = processorFields(map);
        processor.allow(Set.of("StartAt", "States", "Comment", "ProcessorConfig"));
        // AWS does not document whether a separate execution may assign a name of the outer scope. Here it may not.
        return graphs.parseScope(processor);
    }

    /** Returns the processor. Iterator is its older name. */
    private static Fields processorFields(Fields map) {
        return map.object(map.has("Iterator") ? "Iterator" : "ItemProcessor");
    }

    /** Returns the settings of DISTRIBUTED mode; null in INLINE mode. */
    private State.@Nullable Distributed distributed(Fields map) {
        if (!processorFields(map).has("ProcessorConfig")) {
            refuse(map, DISTRIBUTED_ONLY);
            return null;
        }
        Fields config = processorFields(map).object("ProcessorConfig");
        config.allow(Set.of("Mode", "ExecutionType"));
        if (!"DISTRIBUTED".equals(config.oneOf("Mode", "INLINE", "DISTRIBUTED"))) {
            refuse(config, Set.of("ExecutionType"));
            refuse(map, DISTRIBUTED_ONLY);
            return null;
        }
        for (String field : Set.of("ItemReader", "ResultWriter")) {
            if (map.has(field)) {
                throw map.invalid(
                        field,
                        "This interpreter does not run a Map state with " + field + "; it reads items of the state");
            }
        }
        if (graphs.express()) {
            throw config.invalid(
                    "Mode",
                    "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
        }
        config.requireAll("ExecutionType");
        String type = config.oneOf("ExecutionType", "STANDARD", "EXPRESS");
        return new State.Distributed(label(map), "EXPRESS".equals(type), batcher(map));
    }

    private static void refuse(Fields object, Set<String> fields) {
        for (String field : fields) {
            if (object.has(field)) {
                throw object.invalid("Field '%s' is not supported".formatted(field));
            }
        }
    }

    private @Nullable String label(Fields map) {
        String label = map.text("Label");
        if (label == null) {
            return null;
        }
        if (label.length() > Limits.MAXIMUM_LABEL_LENGTH
                || !LABEL.matcher(label).matches()) {
            throw new InvalidStateMachineException(
                    Reasons.INVALID_LABEL_NAME,
                    "A label must have 1 to %d characters, without white space, brackets, wildcards and special characters, got: %s"
                            .formatted(Limits.MAXIMUM_LABEL_LENGTH, label),
                    map.location("Label"));
        }
        graphs.addLabel(label, map.location("Label"));
        return label;
    }

    private State.@Nullable ItemBatcher batcher(Fields map) {
        if (!map.has("ItemBatcher")) {
            return null;
        }
        Fields batcher = map.object("ItemBatcher");
        StateFields.check(batcher, BATCHER_FIELDS, language);
        Amount maxItems = flows.integer(batcher, "MaxItemsPerBatch", 1, Integer.MAX_VALUE);
        Amount maxBytes = flows.integer(batcher, "MaxInputBytesPerBatch", 1, JsonValues.PAYLOAD_LIMIT);
        if (maxItems == null && maxBytes == null) {
            throw batcher.invalid(
                    "This object should have at least one of the following fields: [MaxItemsPerBatch, MaxInputBytesPerBatch]");
        }
        return new State.ItemBatcher(maxItems, maxBytes, flows.objectTemplate(batcher, "BatchInput"));
    }
}
