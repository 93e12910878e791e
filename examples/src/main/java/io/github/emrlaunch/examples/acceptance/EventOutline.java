package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The outline of an execution, which is equal for equal executions of a state machine: the events of its history with the names of
 * states, resources and errors, without times, IDs and data. Branches are sorted, because their events are in any order. Repeated
 * events, such as polls of a starting cluster, are included once.
 */
final class EventOutline {
    /** The events that end all branches; in the history they follow the branch that ended last. */
    private static final Pattern JOIN = Pattern.compile("(Parallel|Map)State(Succeeded|Failed|Aborted)");

    /** The events that follow a join; in the history they have the predecessor of the join. */
    private static final Pattern AFTER_JOIN = Pattern.compile("(Parallel|Map)StateExited");

    private static final Pattern FORK = Pattern.compile("(Parallel|Map)StateStarted");
    private static final int LONGEST_REPETITION = 60;
    private static final String INDENTATION = "  ";

    private final Map<Long, JsonNode> events = new TreeMap<>();
    private final Map<Long, Long> parents = new TreeMap<>();
    private final Map<Long, List<Long>> children = new TreeMap<>();

    private EventOutline(JsonNode history) {
        history.path("events").forEach(event -> events.put(event.path("id").asLong(), event));
        long previous = 0;
        for (Map.Entry<Long, JsonNode> event : events.entrySet()) {
            long parent = event.getValue().path("previousEventId").asLong();
            // The first two events have the same predecessor, 0.
            parent = parent == 0 ? previous : parent;
            if (isJoin(event.getKey())) {
                parent = fork(parent);
            } else if (AFTER_JOIN.matcher(type(event.getKey())).matches()) {
                parent = join(parent, event.getKey());
            }
            parents.put(event.getKey(), parent);
            children.computeIfAbsent(parent, unused -> new ArrayList<>()).add(event.getKey());
            previous = event.getKey();
        }
    }

    /** Returns a line for each relevant event. */
    static List<String> of(JsonNode history) {
        EventOutline outline = new EventOutline(history);
        return outline.chain(0).stream().flatMap(String::lines).toList();
    }

    private boolean isJoin(long id) {
        return JOIN.matcher(type(id)).matches();
    }

    private String type(long id) {
        return events.getOrDefault(id, Json.object()).path("type").asText();
    }

    /** Returns the event that started the branches to which this event belongs, without branches that were joined before. */
    private long fork(long id) {
        long at = id;
        while (at != 0 && !FORK.matcher(type(at)).matches()) {
            long parent = parents.getOrDefault(at, 0L);
            at = isJoin(at) ? parents.getOrDefault(parent, 0L) : parent;
        }
        return at;
    }

    /** Returns the join at or after an event and before the next one, or the event if there is none. */
    private long join(long after, long before) {
        return events.keySet().stream()
                .filter(id -> id >= after && id < before && isJoin(id))
                .filter(id -> id == after
                        || events.getOrDefault(id, Json.object())
                                        .path("previousEventId")
                                        .asLong()
                                == after)
                .reduce(after, (earlier, later) -> later);
    }

    /** Returns what follows an event: one element for an event, and one element with several lines for branches. */
    private List<String> chain(long from) {
        List<String> chain = new ArrayList<>();
        long at = from;
        while (true) {
            List<Long> next = children.getOrDefault(at, List.of());
            List<Long> branches = next.stream().filter(id -> !isJoin(id)).toList();
            List<Long> joins = next.stream().filter(this::isJoin).toList();
            if (FORK.matcher(type(at)).matches() || branches.size() > 1) {
                branches.stream().map(this::branch).sorted().forEach(chain::add);
                if (joins.isEmpty()) {
                    return withoutRepetitions(chain);
                }
                at = joins.get(0);
            } else if (next.isEmpty()) {
                return withoutRepetitions(chain);
            } else {
                at = next.get(0);
            }
            chain.add(line(events.getOrDefault(at, Json.object())));
        }
    }

    private String branch(long first) {
        List<String> lines = new ArrayList<>();
        lines.add(line(events.getOrDefault(first, Json.object())));
        lines.addAll(chain(first));
        return String.join(
                "\n",
                lines.stream().flatMap(String::lines).map(INDENTATION::concat).toList());
    }

    private static String line(JsonNode event) {
        List<String> words = new ArrayList<>(List.of(event.path("type").asText()));
        for (JsonNode details : event) {
            if (details.isObject()) {
                Stream.of("name", "resourceType", "resource", "error")
                        .map(member -> details.path(member))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText)
                        // In state machines that call a function without the Lambda integration, it is a resource with
                        // an ARN.
                        .filter(text -> !text.startsWith("arn:"))
                        .forEach(words::add);
            }
        }
        return String.join(" ", words);
    }

    private static List<String> withoutRepetitions(List<String> elements) {
        List<String> rest = new ArrayList<>(elements);
        for (int length = 1; length <= Math.min(LONGEST_REPETITION, rest.size() / 2); length++) {
            int at = 0;
            while (at + 2 * length <= rest.size()) {
                List<String> again = rest.subList(at + length, at + 2 * length);
                if (rest.subList(at, at + length).equals(again)) {
                    again.clear();
                } else {
                    at++;
                }
            }
        }
        return Collections.unmodifiableList(rest);
    }
}
