package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The outputs of phases and the expressions that read them. Each is a variable of the state machine, {@code {"PHASE": output}}. It exists
 * only if a later phase can
 * use it, because a variable holds 256 KiB. The input of an execution cannot set the output of a phase.
 */
final class PhaseOutputs {
    /** The prefix of the names of the variables. It avoids conflicts with variables of a user. */
    private static final String VARIABLE = "emrOutput";

    private static final int DIGITS = 10;

    private static final Pattern READ =
            Pattern.compile("\\$lookup\\(\\$%s[0-9a-f]+, (\"(?:[^\"\\\\]|\\\\.)*\")\\)".formatted(VARIABLE));

    private PhaseOutputs() {}

    /** Returns the variable of a phase. */
    static String variable(String phase) {
        return VARIABLE + Digests.of(phase, DIGITS);
    }

    /** Returns the expression for a value of a phase's output. */
    static String expression(String phase, String path) {
        return Reference.atPath(
                        "path", path, "$lookup($%s, %s)".formatted(variable(phase), quote(TextNode.valueOf(phase))))
                .expression();
    }

    /** Returns the names of the phases whose outputs a phase reads. */
    static Set<String> readBy(Phase phase) {
        List<String> texts = new ArrayList<>();
        for (EmrStep step : phase.allSteps()) {
            texts.add(step.name());
            texts.add(step.jar());
            texts.add(step.mainClass() == null ? "" : step.mainClass());
            texts.addAll(step.arguments());
            texts.addAll(step.properties().keySet());
            texts.addAll(step.properties().values());
        }
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

    /** Returns the names of the phases whose outputs are kept: a later phase reads them, or is a chain, which receives all outputs. */
    static Set<String> kept(List<Phase> phases) {
        Set<String> kept = new LinkedHashSet<>();
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).work() instanceof PhaseWork.Chain) {
                kept.addAll(before(phases, phases.get(i)));
            }
            kept.addAll(readBy(phases.get(i)));
        }
        return kept;
    }

    /** Returns the names of the phases with an output before a phase. */
    static List<String> before(List<Phase> phases, Phase phase) {
        return phases.subList(0, phases.indexOf(phase)).stream()
                .filter(earlier -> earlier.work() instanceof PhaseWork.Chain)
                .map(Phase::name)
                .toList();
    }

    /**
     * Checks that phases read outputs of earlier ones only.
     *
     * @throws IllegalArgumentException when a phase reads its own output, or that of a later or unknown phase
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
