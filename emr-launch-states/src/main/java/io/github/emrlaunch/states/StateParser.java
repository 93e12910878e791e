package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the states of one graph. */
final class StateParser {
    private static final Set<String> COMMON = Set.of("Type", "Comment", "QueryLanguage");
    private static final Set<String> PATHS = Set.of("InputPath", "OutputPath");
    private static final Set<String> TRANSITION = Set.of("Next", "End");
    private static final Set<String> RESULT = Set.of("ResultSelector", "ResultPath", "Retry", "Catch");

    private final GraphParser graphs;
    private final GraphParser.Targets targets;
    private final ErrorHandlingParser errors;

    StateParser(GraphParser graphs, GraphParser.Targets targets) {
        this.graphs = graphs;
        this.targets = targets;
        this.errors = new ErrorHandlingParser(targets);
    }

    State parse(String name, Fields fields) {
        fields.requireJsonPath();
        fields.text("Comment");
        String type = fields.requiredText("Type");
        return switch (type) {
            case "Task" -> task(name, fields);
            case "Parallel" -> parallel(name, fields);
            case "Map" -> map(name, fields);
            case "Pass" -> pass(name, fields);
            case "Wait" -> wait(name, fields);
            case "Choice" -> choice(name, fields);
            case "Succeed" -> succeed(name, fields);
            case "Fail" -> fail(name, fields);
            default ->
                throw fields.invalid(
                        "Type", "must be one of Task, Parallel, Map, Pass, Wait, Choice, Succeed, Fail, got: " + type);
        };
    }

    private State task(String name, Fields fields) {
        allow(
                fields,
                "a Task state",
                PATHS,
                TRANSITION,
                RESULT,
                Set.of("Resource", "Parameters"),
                Set.of("TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"));
        String resource = fields.requiredText("Resource");
        if (!resource.startsWith("arn:")) {
            throw fields.invalid("Resource", "must be an ARN, got: " + resource);
        }
        State.Amount timeout = amount(fields, "TimeoutSeconds", 1);
        State.Amount heartbeat = amount(fields, "HeartbeatSeconds", 1);
        if (timeout instanceof State.Amount.Fixed total
                && heartbeat instanceof State.Amount.Fixed beat
                && beat.value() >= total.value()) {
            throw fields.invalid("HeartbeatSeconds", "must be less than TimeoutSeconds, got: " + beat.value());
        }
        return new State.Task(
                name,
                flow(fields, "Parameters"),
                resource,
                timeout,
                heartbeat,
                errors.parse(fields),
                transition(fields));
    }

    private State parallel(String name, Fields fields) {
        allow(fields, "a Parallel state", PATHS, TRANSITION, RESULT, Set.of("Branches", "Parameters"));
        List<StateGraph> branches = new ArrayList<>();
        for (Fields branch : fields.someObjects("Branches")) {
            branches.add(graph(branch, "a branch", Set.of()));
        }
        return new State.Parallel(name, flow(fields, "Parameters"), branches, errors.parse(fields), transition(fields));
    }

    private State map(String name, Fields fields) {
        allow(
                fields,
                "a Map state in INLINE mode",
                PATHS,
                TRANSITION,
                RESULT,
                Set.of("ItemProcessor", "Iterator", "ItemsPath", "ItemSelector", "Parameters"),
                Set.of("MaxConcurrency", "MaxConcurrencyPath"));
        fields.requireOneAtMost("ItemProcessor", "Iterator");
        fields.requireOneAtMost("ItemSelector", "Parameters");
        State.Amount concurrency = amount(fields, "MaxConcurrency", 0);
        String selector = fields.has("Parameters") ? "Parameters" : "ItemSelector";
        return new State.Map(
                name,
                flow(fields, null),
                fields.has("ItemsPath") ? fields.referencePath("ItemsPath") : DataPath.ROOT,
                template(fields, selector),
                concurrency == null ? new State.Amount.Fixed(0) : concurrency,
                processor(fields),
                errors.parse(fields),
                transition(fields));
    }

    private StateGraph processor(Fields map) {
        if (map.has("Iterator")) {
            return graph(map.object("Iterator"), "an Iterator", Set.of());
        }
        Fields processor = map.object("ItemProcessor");
        if (processor.has("ProcessorConfig")) {
            Fields config = processor.object("ProcessorConfig");
            String mode = config.text("Mode");
            if (mode != null && !mode.equals("INLINE")) {
                throw config.invalid("Mode", "only INLINE is supported, got: " + mode);
            }
            config.allow("a ProcessorConfig in INLINE mode", Set.of("Mode"));
        }
        return graph(processor, "an ItemProcessor", Set.of("ProcessorConfig"));
    }

    private StateGraph graph(Fields fields, String what, Set<String> more) {
        fields.requireJsonPath();
        allow(fields, what, Set.of("StartAt", "States"), more);
        return graphs.parse(fields);
    }

    private State pass(String name, Fields fields) {
        allow(fields, "a Pass state", PATHS, TRANSITION, Set.of("Result", "Parameters", "ResultPath"));
        return new State.Pass(name, flow(fields, "Parameters"), fields.get("Result"), transition(fields));
    }

    private State wait(String name, Fields fields) {
        Set<String> durations = Set.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath");
        allow(fields, "a Wait state", PATHS, TRANSITION, durations);
        if (durations.stream().filter(fields::has).count() != 1) {
            throw new InvalidDefinitionException(
                    fields.location(), "exactly one of Seconds, SecondsPath, Timestamp, TimestampPath must be given");
        }
        return new State.Wait(name, flow(fields, null), until(fields), transition(fields));
    }

    private static State.Until until(Fields fields) {
        if (fields.has("TimestampPath")) {
            return new State.Until.TimeByInput(fields.referencePath("TimestampPath"));
        }
        State.Amount seconds = amount(fields, "Seconds", 0);
        if (seconds != null) {
            return new State.Until.Seconds(seconds);
        }
        JsonNode timestamp = fields.required("Timestamp");
        Instant instant = Timestamps.parse(timestamp);
        if (instant == null) {
            throw fields.invalid(
                    "Timestamp", "must be a time such as 2026-01-31T06:00:00Z, got: " + Json.text(timestamp));
        }
        return new State.Until.FixedTime(instant);
    }

    private State choice(String name, Fields fields) {
        allow(fields, "a Choice state", PATHS, Set.of("Choices", "Default"));
        List<State.ChoiceBranch> choices = new ArrayList<>();
        for (Fields rule : fields.someObjects("Choices")) {
            choices.add(new State.ChoiceBranch(ChoiceParser.parse(rule), targets.required(rule, "Next")));
        }
        String defaultNext = fields.has("Default") ? targets.required(fields, "Default") : null;
        return new State.Choice(name, flow(fields, null), choices, defaultNext);
    }

    private static State succeed(String name, Fields fields) {
        allow(fields, "a Succeed state", PATHS);
        return new State.Succeed(name, flow(fields, null));
    }

    private static State fail(String name, Fields fields) {
        allow(fields, "a Fail state", Set.of("Error", "ErrorPath", "Cause", "CausePath"));
        return new State.Fail(name, failText(fields, "Error"), failText(fields, "Cause"));
    }

    private static @Nullable Expression failText(Fields fields, String field) {
        String pathField = field + "Path";
        fields.requireOneAtMost(field, pathField);
        JsonNode path = fields.get(pathField);
        if (path != null) {
            boolean call = path.isTextual() && path.textValue().startsWith("States.");
            return call
                    ? Expression.parse(path, fields.location(pathField))
                    : new Expression.Value(fields.referencePath(pathField));
        }
        String text = fields.text(field);
        return text == null
                ? null
                : new Expression.Constant(Json.MAPPER.getNodeFactory().textNode(text));
    }

    /**
     * The data flow of a state.
     *
     * @param parameters the field that holds the template for the input; null for states that have none
     */
    private static DataFlow flow(Fields fields, @Nullable String parameters) {
        return new DataFlow(
                path(fields, "InputPath"),
                parameters == null ? null : template(fields, parameters),
                template(fields, "ResultSelector"),
                resultPath(fields),
                path(fields, "OutputPath"));
    }

    private static @Nullable DataPath path(Fields fields, String field) {
        JsonNode value = fields.get(field);
        if (value == null) {
            return DataPath.ROOT;
        }
        return value.isNull() ? null : fields.parsed(field, DataPath::parse);
    }

    /** The ResultPath of a state or of a catcher. */
    static @Nullable ReferencePath resultPath(Fields fields) {
        JsonNode value = fields.get("ResultPath");
        if (value == null) {
            return ReferencePath.ROOT;
        }
        return value.isNull() ? null : fields.parsed("ResultPath", ReferencePath::parse);
    }

    private static @Nullable Template template(Fields fields, String field) {
        if (!fields.has(field)) {
            return null;
        }
        fields.object(field);
        return Template.parse(fields.required(field), fields.location(field));
    }

    /** A number or the path to one; null when neither is given. */
    private static State.@Nullable Amount amount(Fields fields, String field, int minimum) {
        String pathField = field + "Path";
        fields.requireOneAtMost(field, pathField);
        if (fields.has(pathField)) {
            return new State.Amount.ByInput(pathField, fields.referencePath(pathField));
        }
        Integer value = fields.integer(field, minimum, Limits.MAXIMUM_SECONDS);
        return value == null ? null : new State.Amount.Fixed(value);
    }

    private @Nullable String transition(Fields fields) {
        boolean end = fields.has("End") && fields.bool("End");
        if (end == fields.has("Next")) {
            throw new InvalidDefinitionException(
                    fields.location(),
                    "either Next or \"End\": true must be given, " + (end ? "got both" : "got none"));
        }
        return end ? null : targets.required(fields, "Next");
    }

    @SafeVarargs
    private static void allow(Fields fields, String what, Set<String>... allowed) {
        Set<String> all = new HashSet<>(COMMON);
        for (Set<String> some : allowed) {
            all.addAll(some);
        }
        fields.allow(what, all);
    }
}
