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

/** A state machine and the path of an execution, as data for the script of the page. */
final class MachineGraph {
    private final RunMachine machine;
    private final Map<String, List<Visit>> visits = new HashMap<>();
    /** The number of times that the execution took each transition. */
    private final Map<List<String>, Integer> taken = new HashMap<>();

    private final UnaryOperator<String> shown;
    private final UnaryOperator<String> anchor;

    /**
     * @param shown prepares a text for display
     * @param anchor the id of the section for a state, by the name of the state
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

    /** Returns the status of a state with several visits: that of the last visit, unless one is running, failed or timed out. */
    static Visit.Status status(List<Visit> visits) {
        for (Visit.Status worst : List.of(Visit.Status.RUNNING, Visit.Status.FAILED, Visit.Status.TIMED_OUT)) {
            if (visits.stream().anyMatch(visit -> visit.status() == worst)) {
                return worst;
            }
        }
        return visits.get(visits.size() - 1).status();
    }
}
