package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.page.Visit.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the visits of states from a history. An event names the previous event, not its visit: a branch
 * continues after its last event, and a Map or Parallel state continues after the last of its branches.
 */
final class Visits {
    /** The context of an event: a visit, or the state machine itself when the visit is null. */
    private record Place(@Nullable Open visit, @Nullable Integer iteration) {
        private static final Place MACHINE = new Place(null, null);
    }

    /** A visit with the data that is known so far. */
    private static final class Open {
        private final String state;
        private final Place around;
        private final @Nullable Open from;
        private final Instant entered;
        private final String input;
        private final List<Visit.Attempt> attempts = new ArrayList<>();
        private final Map<String, String> assigned = new LinkedHashMap<>();
        private @Nullable String output;
        private @Nullable String error;
        private @Nullable String cause;
        private Status status = Status.RUNNING;
        private @Nullable Instant left;
        /** Whether the end of the execution also ended the visit: then a redrive may continue it. */
        private boolean cutOff;

        Open(String state, Place around, @Nullable Open from, Instant entered, String input) {
            this.state = state;
            this.around = around;
            this.from = from;
            this.entered = entered;
            this.input = input;
        }

        void end(Status how, Instant when) {
            status = how;
            left = when;
        }

        boolean isWithin(Open other) {
            Open container = around.visit();
            return container != null && (container == other || container.isWithin(other));
        }

        void fail(@Nullable String newError, @Nullable String newCause) {
            error = newError;
            cause = newCause;
        }

        Visit close() {
            return new Visit(
                    state,
                    from == null ? null : from.state,
                    around.iteration(),
                    status,
                    entered,
                    left,
                    input,
                    output,
                    assigned,
                    attempts,
                    error,
                    cause);
        }
    }

    private final RunMachine machine;
    private final List<Open> visits = new ArrayList<>();
    private final Map<Long, Place> places = new HashMap<>();
    /** The visits by the number of their exit event. */
    private final Map<Long, Open> exits = new HashMap<>();

    private Visits(RunMachine machine) {
        this.machine = machine;
    }

    /** Returns the visits in the order in which states were entered. */
    static List<Visit> of(RunMachine machine, List<JsonNode> history) {
        Visits visits = new Visits(machine);
        history.forEach(visits::read);
        return visits.visits.stream().map(Open::close).toList();
    }

    private void read(JsonNode event) {
        String type = event.path("type").asText();
        long previous = event.path("previousEventId").asLong();
        Place place = places.getOrDefault(previous, Place.MACHINE);
        Instant time = time(event);
        JsonNode details = details(event);
        if (type.endsWith("StateEntered")) {
            place = new Place(enter(details, place, previous, time), null);
        } else if (type.endsWith("StateExited")) {
            place = exit(details, place, event.path("id").asLong(), time);
        } else if (type.startsWith("MapIteration")) {
            place = iteration(details, place);
        } else if (type.startsWith("Execution")) {
            execution(type, details, place, time);
        } else if (type.equals("EvaluationFailed")) {
            Open failed = innermost(AwsJson.text(details, "state", ""), place);
            if (failed != null) {
                failed.fail(AwsJson.text(details, "error"), AwsJson.text(details, "cause"));
            }
        } else {
            place = task(type, details, place, time);
        }
        places.put(event.path("id").asLong(), place);
    }

    private static Instant time(JsonNode event) {
        BigDecimal seconds = event.path("timestamp").decimalValue();
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }

    /** Returns the member with the details, whatever its name is. */
    private static JsonNode details(JsonNode event) {
        return event.properties().stream()
                .filter(member -> member.getKey().endsWith("EventDetails"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(AwsJson::object);
    }

    private Open enter(JsonNode details, Place place, long previous, Instant time) {
        String name = AwsJson.text(details, "name", "");
        Open visit = new Open(name, around(name, place), exits.get(previous), time, AwsJson.text(details, "input", ""));
        visits.add(visit);
        return visit;
    }

    /** Returns the visit of the Map or Parallel state that contains a state. */
    private Place around(String name, Place place) {
        RunMachine.State state = machine.states().get(name);
        String container = state == null ? null : state.container();
        if (container == null) {
            return Place.MACHINE;
        }
        for (Place outer = place; outer.visit() != null; outer = outer.visit().around) {
            if (outer.visit().state.equals(container)) {
                return outer;
            }
        }
        return new Place(innermost(container, Place.MACHINE), null);
    }

    /** Returns the enclosing visit of this state, or else its last running visit. */
    private @Nullable Open innermost(String name, Place place) {
        for (Open visit = place.visit(); visit != null; visit = visit.around.visit()) {
            if (visit.state.equals(name) && visit.status == Status.RUNNING) {
                return visit;
            }
        }
        for (int i = visits.size() - 1; i >= 0; i--) {
            if (visits.get(i).state.equals(name) && visits.get(i).status == Status.RUNNING) {
                return visits.get(i);
            }
        }
        return null;
    }

    private Place exit(JsonNode details, Place place, long event, Instant time) {
        Open visit = innermost(AwsJson.text(details, "name", ""), place);
        if (visit == null) {
            return place;
        }
        visit.output = AwsJson.text(details, "output");
        details.path("assignedVariables")
                .properties()
                .forEach(variable -> visit.assigned.put(
                        variable.getKey(), variable.getValue().asText()));
        boolean leftRunning = endWithin(visit, time);
        visit.end(visit.error == null && !leftRunning ? Status.SUCCEEDED : Status.CAUGHT, time);
        exits.put(event, visit);
        return visit.around;
    }

    /** Ends the running visits in a Map or Parallel state that is left: one of them failed, and the others were aborted. */
    private boolean endWithin(Open container, Instant time) {
        boolean any = false;
        for (Open visit : visits) {
            if (visit.status == Status.RUNNING && visit.isWithin(container)) {
                any = true;
                visit.end(failedByItself(visit) ? Status.FAILED : Status.ABORTED, time);
            }
        }
        return any;
    }

    private boolean failedByItself(Open visit) {
        RunMachine.State state = machine.states().get(visit.state);
        return visit.error != null || (state != null && state.type().equals("Fail"));
    }

    private Place iteration(JsonNode details, Place place) {
        String name = AwsJson.text(details, "name", "");
        int index = details.path("index").asInt();
        for (Place outer = place; outer.visit() != null; outer = outer.visit().around) {
            if (outer.visit().state.equals(name)) {
                return new Place(outer.visit(), index);
            }
        }
        return new Place(innermost(name, Place.MACHINE), index);
    }

    private void execution(String type, JsonNode details, Place place, Instant time) {
        switch (type) {
            case "ExecutionFailed" -> {
                Open last = place.visit();
                for (Open visit : visits) {
                    if (visit.status == Status.RUNNING) {
                        boolean failed = visit == last
                                || failedByItself(visit)
                                || visit.around.visit() == null
                                || (last != null && last.isWithin(visit));
                        if (failed && visit.error == null) {
                            visit.fail(AwsJson.text(details, "error"), AwsJson.text(details, "cause"));
                        }
                        cutOff(visit, failed ? Status.FAILED : Status.ABORTED, time);
                    }
                }
            }
            case "ExecutionTimedOut" -> endAll(Status.TIMED_OUT, time);
            case "ExecutionAborted" -> endAll(Status.ABORTED, time);
            case "ExecutionRedriven" -> {
                // A state whose work is redriven is not entered again.
                for (Open visit : visits) {
                    if (visit.cutOff && isWork(visit)) {
                        visit.cutOff = false;
                        visit.status = Status.RUNNING;
                        visit.left = null;
                        visit.fail(null, null);
                    }
                }
            }
            default -> {
                // It starts or has succeeded.
            }
        }
    }

    private boolean isWork(Open visit) {
        RunMachine.State state = machine.states().get(visit.state);
        return state != null && (state.type().equals("Task") || !state.graphs().isEmpty());
    }

    private void endAll(Status status, Instant time) {
        visits.stream().filter(visit -> visit.status == Status.RUNNING).forEach(visit -> cutOff(visit, status, time));
    }

    private static void cutOff(Open visit, Status status, Instant time) {
        visit.end(status, time);
        visit.cutOff = true;
    }

    private Place task(String type, JsonNode details, Place before, Instant time) {
        Place place = before;
        if (type.endsWith("Scheduled") || type.equals("MapStateStarted") || type.equals("ParallelStateStarted")) {
            place = goingOn(before, type);
        }
        Open visit = place.visit();
        if (visit == null) {
            return place;
        }
        int last = visit.attempts.size() - 1;
        if (type.endsWith("StateStarted")) {
            // Its running visits belong to a previous attempt.
            endWithin(visit, time);
        } else if (type.endsWith("Scheduled")) {
            visit.fail(null, null);
            visit.attempts.add(new Visit.Attempt(
                    AwsJson.text(details, "resourceType", "lambda") + ":" + AwsJson.text(details, "resource", "invoke"),
                    time,
                    AwsJson.text(details, "parameters", AwsJson.text(details, "input", "")),
                    null,
                    null,
                    null,
                    null));
        } else if (details.has("error") || type.endsWith("Failed") || type.endsWith("TimedOut")) {
            if (!type.endsWith("StateFailed")) {
                visit.fail(AwsJson.text(details, "error", "(no name)"), AwsJson.text(details, "cause"));
            }
            if (last >= 0) {
                Visit.Attempt tried = visit.attempts.get(last);
                visit.attempts.set(
                        last,
                        new Visit.Attempt(
                                tried.resource(),
                                tried.scheduled(),
                                tried.parameters(),
                                tried.submitted(),
                                null,
                                visit.error,
                                visit.cause));
            }
        } else if (last >= 0 && details.has("output")) {
            Visit.Attempt tried = visit.attempts.get(last);
            boolean submitted = type.endsWith("Submitted");
            String output = AwsJson.text(details, "output");
            visit.attempts.set(
                    last,
                    new Visit.Attempt(
                            tried.resource(),
                            tried.scheduled(),
                            tried.parameters(),
                            submitted ? output : tried.submitted(),
                            submitted ? tried.output() : output,
                            null,
                            null));
        }
        return place;
    }

    /**
     * Returns the context of an event that continues earlier work: after a redrive, a visit that started before and has no new entry
     * event.
     */
    private Place goingOn(Place place, String event) {
        String type = event.startsWith("MapState") ? "Map" : event.startsWith("ParallelState") ? "Parallel" : "Task";
        Open visit = place.visit();
        if (visit != null && typeOf(visit).endsWith(type) && visit.status == Status.RUNNING) {
            return place;
        }
        return visits.stream()
                .filter(open -> open.status == Status.RUNNING && typeOf(open).endsWith(type))
                .filter(open -> visit == null || open.isWithin(visit))
                .findFirst()
                .map(open -> new Place(open, null))
                .orElse(place);
    }

    private String typeOf(Open visit) {
        RunMachine.State state = machine.states().get(visit.state);
        return state == null ? "" : state.type();
    }
}
