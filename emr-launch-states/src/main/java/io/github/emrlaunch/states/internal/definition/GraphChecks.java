package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.InvalidStateMachineException.Diagnostic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rejects a graph without an end, or with unreachable states. */
final class GraphChecks {
    private GraphChecks() {}

    /**
     * Returns the problems of a graph.
     *
     * @param fields the states of the graph in the definition, for their order and locations
     */
    static List<Diagnostic> check(StateGraph graph, Fields fields) {
        if (graph.states().values().stream().noneMatch(GraphChecks::ends)) {
            return List.of(
                    new Diagnostic(Reasons.MISSING_END_STATE, "Workflow has no terminal state", Reasons.NOWHERE));
        }
        Set<String> reachable = reachable(graph);
        List<Diagnostic> unreachable = new ArrayList<>();
        for (String name : fields.names()) {
            if (!reachable.contains(name)) {
                unreachable.add(new Diagnostic(
                        Reasons.MISSING_TRANSITION_TARGET,
                        "State \"%s\" is not reachable.".formatted(name),
                        fields.location(name)));
            }
        }
        return unreachable;
    }

    private static Set<String> reachable(StateGraph graph) {
        Set<String> reachable = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(graph.startAt()));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (reachable.add(name)) {
                targets(graph.state(name)).forEach(open::add);
            }
        }
        return reachable;
    }

    private static boolean ends(State state) {
        if (state instanceof State.Work work) {
            return work.next() == null;
        }
        if (state instanceof State.Pass pass) {
            return pass.next() == null;
        }
        if (state instanceof State.Wait wait) {
            return wait.next() == null;
        }
        return !(state instanceof State.Choice);
    }

    private static Stream<String> targets(State state) {
        if (state instanceof State.Work work) {
            return Stream.concat(
                    some(work.next()), work.errors().catchers().stream().map(ErrorHandling.Catcher::next));
        }
        if (state instanceof State.Pass pass) {
            return some(pass.next());
        }
        if (state instanceof State.Wait wait) {
            return some(wait.next());
        }
        if (state instanceof State.Choice choice) {
            return Stream.concat(
                    some(choice.defaultNext()), choice.choices().stream().map(State.ChoiceBranch::next));
        }
        return Stream.of();
    }

    private static Stream<String> some(@Nullable String name) {
        return Stream.ofNullable(name);
    }
}
