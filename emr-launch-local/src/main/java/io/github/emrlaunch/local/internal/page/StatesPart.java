package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The section for the states of an execution: the graph, and the input and output of each state. */
final class StatesPart {
    private final ExecutionSnapshot execution;
    private final int number;
    private final RunMachine machine;
    private final List<Visit> visits;
    private final Map<String, String> anchors = new LinkedHashMap<>();

    /** @param number 0 for the main execution of the page */
    StatesPart(ExecutionSnapshot execution, int number) {
        this.execution = execution;
        this.number = number;
        this.machine = RunMachine.of(execution.definition());
        this.visits = Visits.of(machine, execution.history());
        machine.states().keySet().forEach(name -> anchors.put(name, "x" + number + "-s" + anchors.size()));
    }

    ExecutionSnapshot execution() {
        return execution;
    }

    boolean isMain() {
        return number == 0;
    }

    /** Returns the id of the section for a state. */
    String anchor(String state) {
        return anchors.getOrDefault(state, "x" + number);
    }

    /** Returns the number of Map and Parallel states that contain a state. */
    int depth(String state) {
        RunMachine.State known = machine.states().get(state);
        return known == null || known.container() == null ? 0 : 1 + depth(known.container());
    }

    /** Returns the visits of each entered state, in the order of the first visits. */
    Map<String, List<Visit>> visited() {
        Map<String, List<Visit>> byState = new LinkedHashMap<>();
        visits.forEach(visit -> byState.computeIfAbsent(visit.state(), name -> new ArrayList<>())
                .add(visit));
        return byState;
    }

    /** Writes the graph as data, which the script draws. The timeline has the same information without the script. */
    void writeGraph(Html html) {
        String id = "x" + number + "-graph";
        html.open("p", "class", "legend");
        for (Visit.Status status : Visit.Status.values()) {
            html.element("span", status.text(), "class", "badge is-" + RunPage.kind(status));
        }
        html.element("span", "not reached", "class", "badge").close("p");
        html.element("a", "Skip the graph", "class", "skip", "href", "#" + id + "-end")
                .line();
        html.open(
                        "div",
                        "class",
                        "graph",
                        "data-graph",
                        id,
                        "role",
                        "group",
                        "aria-label",
                        "States of " + execution.machineName() + " and the path that was taken")
                .element(
                        "p",
                        "The graph is drawn by the script of this page. The timeline has the same information as text.")
                .close("div")
                .line()
                .open("script", "type", "application/json", "id", id)
                .raw(safe(new MachineGraph(machine, visits, html::shown, this::anchor)
                        .json(machine.graph())
                        .toString()))
                .close("script")
                .element("span", "", "id", id + "-end", "tabindex", "-1")
                .line();
    }

    /** Returns JSON that an HTML parser cannot misinterpret. */
    private static String safe(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    void writeStates(Html html, String heading) {
        visited().forEach((name, itsVisits) -> {
            RunMachine.State state = machine.states().get(name);
            Visit.Status status = MachineGraph.status(itsVisits);
            html.open("details", "id", anchor(name), "class", "card")
                    .open("summary")
                    .element(heading, name)
                    .element("span", status.text(), "class", "badge is-" + RunPage.kind(status))
                    .element(
                            "span",
                            (state == null ? "" : state.type())
                                    + (itsVisits.size() == 1 ? "" : ", " + itsVisits.size() + " visits"),
                            "class",
                            "note")
                    .close("summary")
                    .line();
            if (state != null && !state.comment().isEmpty()) {
                html.element("p", state.comment());
            }
            if (itsVisits.size() == 1) {
                write(html, itsVisits.get(0));
            } else {
                writeAll(html, itsVisits);
            }
            html.close("details").line();
        });
        Map<Boolean, List<String>> others = machine.states().keySet().stream()
                .filter(name -> !visited().containsKey(name))
                .collect(Collectors.partitioningBy(machine::isOfChildren));
        list(html, "Not reached: ", others.getOrDefault(false, List.of()));
        list(
                html,
                "States of child executions of a Distributed Map, which keep no history here: ",
                others.getOrDefault(true, List.of()));
    }

    private void list(Html html, String title, List<String> names) {
        if (!names.isEmpty()) {
            html.open("p").text(title);
            for (int i = 0; i < names.size(); i++) {
                html.text(i == 0 ? "" : ", ").element("span", names.get(i), "id", anchor(names.get(i)));
            }
            html.text(".").close("p").line();
        }
    }

    private void writeAll(Html html, List<Visit> itsVisits) {
        for (int i = 0; i < itsVisits.size(); i++) {
            if (i == Run.EACH_END && itsVisits.size() > 2 * Run.EACH_END) {
                int last = itsVisits.size() - Run.EACH_END;
                html.element("p", "Visits %d to %d are omitted.".formatted(i + 1, last));
                i = last;
            }
            Visit visit = itsVisits.get(i);
            html.open("details", "class", "card")
                    .open("summary")
                    .element(
                            "span",
                            "Visit " + (i + 1)
                                    + (visit.iteration() == null ? "" : ", iteration " + (visit.iteration() + 1)))
                    .element("span", visit.status().text(), "class", "badge is-" + RunPage.kind(visit.status()))
                    .element("span", Times.since(execution.started(), visit.entered()), "class", "note")
                    .close("summary");
            write(html, visit);
            html.close("details").line();
        }
    }

    private void write(Html html, Visit visit) {
        Instant left = visit.left();
        html.open("p")
                .text("Entered at " + Times.since(execution.started(), visit.entered()))
                .text(left == null ? ", has not been left." : ", took " + Times.duration(visit.entered(), left) + ".")
                .text(visit.from() == null ? "" : " After: " + visit.from() + ".")
                .close("p");
        error(html, visit.error(), visit.cause());
        RunPage.json(html, "Input", visit.input());
        int number = 0;
        for (Visit.Attempt attempt : visit.attempts()) {
            number++;
            html.open("div", "class", "attempt")
                    .open("p")
                    .text(visit.attempts().size() == 1 ? "Task " : "Attempt " + number + ": ")
                    .element("code", attempt.resource())
                    .text(" at " + Times.since(execution.started(), attempt.scheduled()))
                    .close("p");
            if (visit.attempts().size() > 1) {
                error(html, attempt.error(), attempt.cause());
            }
            RunPage.json(html, "Parameters", attempt.parameters());
            optional(html, "Submitted", attempt.submitted());
            optional(html, "Result", attempt.output());
            html.close("div");
        }
        if (!visit.assigned().isEmpty()) {
            var assigned = AwsJson.object();
            new TreeMap<>(visit.assigned()).forEach((name, value) -> assigned.set(name, RunPage.parsed(value)));
            RunPage.json(html, "Assigned variables", assigned.toString());
        }
        optional(html, "Output", visit.output());
    }

    private static void optional(Html html, String title, @Nullable String json) {
        if (json != null) {
            RunPage.json(html, title, json);
        }
    }

    /** Writes an error, if there is one. */
    static void error(Html html, @Nullable String error, @Nullable String cause) {
        if (error != null || cause != null) {
            html.open("div", "class", "error").element("strong", error == null ? "Stopped" : error);
            if (cause != null) {
                html.element("pre", RunPage.pretty(RunPage.unfolded(new TextNode(cause))));
            }
            html.close("div").line();
        }
    }
}
