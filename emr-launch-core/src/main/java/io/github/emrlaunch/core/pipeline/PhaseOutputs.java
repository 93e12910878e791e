package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The outputs of phases, which are one variable of the machine, by the name of the phase; and the expressions that read them. */
final class PhaseOutputs {
    /** The variable. It is unlike any of a user's. */
    static final String VARIABLE = "emrOutputs";

    private static final Pattern READ =
            Pattern.compile("\\$lookup\\(\\$%s, (\"(?:[^\"\\\\]|\\\\.)*\")\\)".formatted(VARIABLE));

    private PhaseOutputs() {}

    /** The expression for a value of a phase's output. */
    static String expression(String phase, String path) {
        return Reference.atPath("path", path, "$lookup($%s, %s)".formatted(VARIABLE, quote(TextNode.valueOf(phase))))
                .expression();
    }

    /** The names of the phases whose outputs a phase reads. */
    static Set<String> readBy(Phase phase) {
        List<String> texts = new ArrayList<>();
        phase.allSteps().forEach(step -> texts.addAll(step.arguments()));
        if (phase.condition() != null) {
            texts.add(phase.condition());
        }
        if (phase.work() instanceof PhaseWork.Items items) {
            texts.addAll(items.items());
        }
        Set<String> phases = new LinkedHashSet<>();
        for (String text : texts) {
            Matcher read = READ.matcher(text);
            while (read.find()) {
                phases.add(Json.parse(read.group(1)).textValue());
            }
        }
        return phases;
    }

    /**
     * Checks that phases read outputs of earlier ones only.
     *
     * @throws IllegalArgumentException when one reads the output of itself, of a later or of an unknown phase
     */
    static void requireEarlier(List<Phase> phases) {
        Set<String> earlier = new LinkedHashSet<>();
        for (Phase phase : phases) {
            for (String read : readBy(phase)) {
                if (!earlier.contains(read)) {
                    throw new IllegalArgumentException(
                            "Phase '%s' reads the output of phase '%s', which does not run before it. Phases before it: %s"
                                    .formatted(
                                            phase.name(),
                                            read,
                                            earlier.isEmpty() ? "none" : String.join(", ", earlier)));
                }
            }
            earlier.add(phase.name());
        }
    }
}
