package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A state machine with the path that an execution took, as the script of the page draws it. */
final class MachineGraph {
    private final RunMachine machine;
    private final Map<String, List<Visit>> visits = new HashMap<>();
    /** How often the execution went from a state to another one. */
    private final Map<List<String>, Integer> taken = new HashMap<>();

    private final UnaryOperator<String> shown;
    private final UnaryOperator<String> anchor;

    /**
     * @param shown makes a text fit to be shown
     * @param anchor the id of the part of the page that tells of a state, by the state's name
     */
    MachineGraph(RunMachine machine, List<Visit> all, UnaryOperator<String> shown, UnaryOperator<String> anchor) {
        this.machine = machine;
        this.shown = shown;
        this.anchor = anchor;
        for (Visit visit : all) {
            visits.computeIfAbsent(visit.state(), name -> new ArrayList<>()).add(visit);
            if (visit.from() != null) {
                taken.merge(List.of(visit.from(), visit.state()), 1, Integer::sum);
            }
        }
    }

    /** {@code {first, nodes: [{name, type, status, visits, anchor, last, graphs}], edges: [{from, to, kind, label, taken}]}}. */
    ObjectNode json(RunMachine.Graph graph) {
        Map<String, Integer> indices = new HashMap<>();
        graph.states().forEach(state -> indices.put(state.name(), indices.size()));
        ObjectNode json = AwsJson.object().put("first", indices.getOrDefault(graph.first(), 0));
        ArrayNode nodes = json.putArray("nodes");
        ArrayNode edges = json.putArray("edges");
        for (RunMachine.State state : graph.states()) {
            nodes.add(node(state));
            for (RunMachine.Transition transition : state.transitions()) {
                edges.addObject()
                        .put("from", indices.get(state.name()))
                        .put("to", indices.get(transition.to()))
                        .put("kind", transition.kind().name().toLowerCase(Locale.ROOT))
                        .put("label", shown.apply(transition.label()))
                        .put("taken", taken.getOrDefault(List.of(state.name(), transition.to()), 0));
            }
        }
        return json;
    }

    private ObjectNode node(RunMachine.State state) {
        List<Visit> itsVisits = visits.getOrDefault(state.name(), List.of());
        ObjectNode node = AwsJson.object()
                .put("name", shown.apply(state.name()))
                .put("type", state.type())
                .put(
                        "status",
                        itsVisits.isEmpty() ? missed(state) : status(itsVisits).text())
                .put("visits", itsVisits.size())
                .put("anchor", anchor.apply(state.name()))
                .put("last", state.isLast());
        ArrayNode graphs = node.putArray("graphs");
        state.graphs().forEach(graph -> graphs.add(json(graph)));
        return node;
    }

    private String missed(RunMachine.State state) {
        return machine.isOfChildren(state.name()) ? "no history" : "not reached";
    }

    /** How a state that was visited several times is: as its last visit, unless one goes on or is lost. */
    static Visit.Status status(List<Visit> visits) {
        for (Visit.Status worst : List.of(Visit.Status.RUNNING, Visit.Status.FAILED, Visit.Status.TIMED_OUT)) {
            if (visits.stream().anyMatch(visit -> visit.status() == worst)) {
                return worst;
            }
        }
        return visits.get(visits.size() - 1).status();
    }
}
