package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.List;

/**
 * The items of a phase that runs for each of them. An iteration's input is {@code {"Item": {"Value", "Index", "Name"}}}, the last of which EMR's names of the
 * steps end with, so that nothing within an iteration rests on the context object.
 */
final class PhaseItems {
    static final int MAX_STEP_NAME = 200;

    /** An execution has 25,000 events, and a step that is looked for and tried again has several times as many as one that goes well. */
    private static final int MAX_STEPS = 1_000;

    /** What EMR's names have not, of items that are texts. */
    private static final String UNNAMEABLE = "/[\\u0000-\\u001f\\u007f-\\u009f\\ufffe\\uffff]/";

    private static final int MAX_NAME = 50;

    private final Phase phase;
    private final PhaseWork.Items work;
    private final String input;

    PhaseItems(Phase phase, PhaseWork.Items work, String input) {
        this.phase = phase;
        this.work = work;
        this.input = input;
    }

    /** The list, as an expression. */
    String list() {
        List<Reference> items = Reference.ofAll("items' of phase '%s".formatted(phase.name()), work.items(), input);
        return items.size() == 1 && !items.get(0).isLiteral()
                ? items.get(0).expression()
                : quote(Json.of(work.items()));
    }

    /** An expression for what is wrong with the list; an empty string when it is right. */
    String violation() {
        return "($items := %s; %s)".formatted(list(), wrong());
    }

    private String wrong() {
        int most = MAX_STEPS / work.steps().size();
        return "$type($items) != 'array' ? %s & ($exists($items) ? $type($items) : 'nothing') : $count($items) > %d ? %s & $string($count($items)) : ''"
                .formatted(
                        text("'items' of phase '%s' must be a list, got: ".formatted(phase.name())),
                        most,
                        text(
                                "'items' of phase '%s' must have at most %d items, since an execution has an end of events, got: "
                                        .formatted(phase.name(), most)));
    }

    /** The expression for the input of each iteration. Where two items have one name, all are named by their index, so that EMR's names tell steps apart. */
    String expression() {
        return ("($items := %s; $wrong := %s; $wrong != '' ? $error($wrong) : ("
                        + "$nameable := function($value) { $type($value) in ['number', 'boolean'] or ($type($value) = 'string' "
                        + "and $length($value) in [1..%d] and $not($contains($value, %s))) }; "
                        + "$texts := [$map($items, function($value, $i) { $nameable($value) ? $string($value) : $string($i) })]; "
                        + "$named := $count($distinct($texts)) = $count($items); "
                        + "[$map($items, function($value, $i) { {'Item': {'Value': $value, 'Index': $i, 'Name': $named ? $texts[$i] : $string($i)}} })]))")
                .formatted(list(), wrong(), MAX_NAME, UNNAMEABLE);
    }

    /** A text of a step in which references to the context's item are references to the iteration's input. */
    static String inIteration(String text) {
        return text.replace("$states.context.Map.Item.", "$states.input.Item.");
    }

    /** The expression for EMR's name of a step. */
    static String nameOf(EmrStep step) {
        return "%s & $states.input.Item.Name".formatted(text(step.name() + ": "));
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
