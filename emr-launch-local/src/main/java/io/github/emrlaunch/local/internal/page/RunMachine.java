package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of a state machine. Their names are unique in the complete state machine, see the <a
 * href="https://states-language.net/spec.html#state-machine-fields">specification</a>.
 *
 * @param states the states by name, in the order of the definition; a state precedes the states within it
 */
record RunMachine(Graph graph, Map<String, State> states) {
    private static final String DISTRIBUTED_MAP = "Distributed Map";

    /**
     * A sequence of states: those of the state machine, of a branch or of an iteration.
     *
     * @param first the name of its first state
     */
    record Graph(String first, List<State> states) {
        Graph {
            states = List.copyOf(states);
        }
    }

    /**
     * A state.
     *
     * @param container the enclosing Map or Parallel state; null for a state of the state machine itself
     * @param graphs the graphs of a Map or Parallel state
     */
    record State(
            String name,
            String type,
            @Nullable String container,
            String comment,
            List<Transition> transitions,
            List<Graph> graphs) {
        State {
            transitions = List.copyOf(transitions);
            graphs = List.copyOf(graphs);
        }

        boolean isLast() {
            return transitions.stream().noneMatch(transition -> transition.kind() != Kind.CATCH);
        }
    }

    /** The kind of a transition. */
    enum Kind {
        NEXT,
        CHOICE,
        DEFAULT,
        CATCH
    }

    /** @param label the condition or the errors; empty without any */
    record Transition(String to, Kind kind, String label) {}

    /** Returns whether child executions of a Distributed Map run the state. They have no history here. */
    boolean isOfChildren(String name) {
        State state = states.get(name);
        return state != null
                && state.container() != null
                && (isDistributed(state.container()) || isOfChildren(state.container()));
    }

    private boolean isDistributed(String name) {
        State state = states.get(name);
        return state != null && state.type().equals(DISTRIBUTED_MAP);
    }

    /** Parses a definition that was accepted. */
    static RunMachine of(String definition) {
        try {
            JsonNode root = AwsJson.parse(definition);
            Map<String, State> states = new LinkedHashMap<>();
            Graph graph = graph(root, null, states);
            return new RunMachine(graph, states);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The definition was read before", e);
        }
    }

    private static Graph graph(JsonNode json, @Nullable String container, Map<String, State> all) {
        List<State> states = new ArrayList<>();
        json.path("States").properties().forEach(entry -> {
            State state = state(entry.getKey(), entry.getValue(), container, all);
            states.add(state);
        });
        return new Graph(AwsJson.text(json, "StartAt", ""), states);
    }

    private static State state(String name, JsonNode json, @Nullable String container, Map<String, State> all) {
        Map<String, State> within = new LinkedHashMap<>();
        List<Graph> graphs = new ArrayList<>();
        json.path("Branches").forEach(branch -> graphs.add(graph(branch, name, within)));
        for (String processor : List.of("ItemProcessor", "Iterator")) {
            if (json.has(processor)) {
                graphs.add(graph(json.get(processor), name, within));
            }
        }
        String type = AwsJson.text(json, "Type", "");
        boolean distributed =
                json.at("/ItemProcessor/ProcessorConfig/Mode").asText().equals("DISTRIBUTED");
        State state = new State(
                name,
                distributed ? DISTRIBUTED_MAP : type,
                container,
                AwsJson.text(json, "Comment", ""),
                transitions(json),
                graphs);
        all.put(name, state);
        all.putAll(within);
        return state;
    }

    private static List<Transition> transitions(JsonNode json) {
        List<Transition> transitions = new ArrayList<>();
        json.path("Choices")
                .forEach(choice -> transitions.add(
                        new Transition(AwsJson.text(choice, "Next", ""), Kind.CHOICE, condition(choice))));
        if (json.has("Default")) {
            transitions.add(new Transition(json.get("Default").asText(), Kind.DEFAULT, "else"));
        }
        if (json.has("Next")) {
            transitions.add(new Transition(json.get("Next").asText(), Kind.NEXT, ""));
        }
        json.path("Catch").forEach(caught -> {
            List<String> errors = new ArrayList<>();
            caught.path("ErrorEquals").forEach(error -> errors.add(error.asText()));
            transitions.add(new Transition(AwsJson.text(caught, "Next", ""), Kind.CATCH, String.join(", ", errors)));
        });
        return transitions;
    }

    /** Returns the condition of a choice in one line, for both query languages. */
    private static String condition(JsonNode rule) {
        if (rule.has("Condition")) {
            return rule.get("Condition").asText().replaceAll("^\\{%\\s*|\\s*%}$", "");
        }
        if (rule.has("Not")) {
            return "not (" + condition(rule.get("Not")) + ")";
        }
        for (String operator : List.of("And", "Or")) {
            if (rule.has(operator)) {
                List<String> parts = new ArrayList<>();
                rule.get(operator).forEach(part -> parts.add(condition(part)));
                return String.join(operator.equals("And") ? " and " : " or ", parts);
            }
        }
        List<String> comparison = new ArrayList<>(List.of(AwsJson.text(rule, "Variable", "")));
        rule.properties().forEach(field -> {
            if (!List.of("Variable", "Next", "Comment", "Assign", "Output").contains(field.getKey())) {
                comparison.add(field.getKey().replaceFirst("^(String|Numeric|Boolean|Timestamp)Equals$", "="));
                comparison.add(field.getValue().asText());
            }
        });
        return String.join(" ", comparison);
    }
}
