package io.github.emrlaunch.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Mermaid diagram of a state machine with its transitions and Catch transitions. */
final class StateMachinePicture {
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private StateMachinePicture() {}

    /** Returns the diagram of a definition in the Amazon States Language. */
    static String of(JsonNode definition) {
        StateMachinePicture picture = new StateMachinePicture();
        picture.lines.add("stateDiagram-v2");
        picture.draw(definition, "  ");
        return String.join("\n", picture.lines);
    }

    private void draw(JsonNode graph, String indent) {
        lines.add("%s[*] --> %s".formatted(indent, id(graph.path("StartAt").asText())));
        graph.path("States").properties().forEach(state -> draw(state.getKey(), state.getValue(), indent));
    }

    private void draw(String name, JsonNode state, String indent) {
        lines.add("%sstate \"%s\" as %s".formatted(indent, name, id(name)));
        JsonNode branches = state.path("Branches");
        if (!branches.isEmpty()) {
            lines.add("%sstate %s {".formatted(indent, id(name)));
            for (int i = 0; i < branches.size(); i++) {
                if (i > 0) {
                    lines.add(indent + "  --");
                }
                draw(branches.path(i), indent + "  ");
            }
            lines.add(indent + "}");
        }
        if (state.has("ItemProcessor")) {
            lines.add("%sstate %s {".formatted(indent, id(name)));
            draw(state.path("ItemProcessor"), indent + "  ");
            lines.add(indent + "}");
        }
        arrow(name, state.path("Next"), "", indent);
        state.path("Choices").forEach(choice -> arrow(name, choice.path("Next"), ": if", indent));
        arrow(name, state.path("Default"), ": else", indent);
        state.path("Catch").forEach(caught -> arrow(name, caught.path("Next"), ": error", indent));
        if (state.path("End").asBoolean() || state.path("Type").asText().matches("Succeed|Fail")) {
            lines.add("%s%s --> [*]".formatted(indent, id(name)));
        }
    }

    private void arrow(String from, JsonNode to, String label, String indent) {
        if (to.isTextual()) {
            lines.add("%s%s --> %s%s".formatted(indent, id(from), id(to.asText()), label));
        }
    }

    private String id(String name) {
        return ids.computeIfAbsent(name, unknown -> "s" + ids.size());
    }
}
