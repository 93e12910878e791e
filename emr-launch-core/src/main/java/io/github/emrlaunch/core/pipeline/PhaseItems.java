package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Reference;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The items of a phase that runs for each of them. The input of an iteration is {@code {"Item": {"Value", "Index", "Name"}}}. EMR's names
 * of the
 * steps end with {@code Name}: the index, so that steps of equal items differ, and the item if it is a short text. An iteration does not
 * depend on the context object.
 */
final class PhaseItems {
    static final int MAX_STEP_NAME = 200;

    /**
     * An execution has 25,000 events. Phases with items share most of them.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Quotas of Step Functions</a>
     */
    private static final int EVENTS_OF_ITEMS = 20_000;

    /** The events of an attempt of a step that is added, cannot be observed by its task and is polled. */
    private static final int EVENTS_OF_A_TRY = 14;

    private static final int MAX_STEPS = 1_000;

    /** The number of steps whose failures fit into 256 KiB. */
    private static final int MAX_STEPS_THAT_MAY_FAIL = 400;

    /** Characters that EMR's names do not allow, for items that are strings. */
    private static final String UNNAMEABLE = "/[\\u0000-\\u001f\\u007f-\\u009f\\ufffe\\uffff]/";

    private static final int MAX_NAME = 50;

    private static final Pattern OF_CONTEXT = Pattern.compile("\\$states\\.context\\.Map\\.Item\\b");

    private final Phase phase;
    private final PhaseWork.Items work;
    private final String input;
    private final int most;

    /**
     * Creates the items of a phase.
     *
     * @param phases all phases of the state machine, which share the events of an execution
     * @param input the expression that {@code $} refers to in references
     */
    PhaseItems(Phase phase, PhaseWork.Items work, List<Phase> phases, String input) {
        this.phase = phase;
        this.work = work;
        this.input = input;
        this.most = most(phase, work, phases);
    }

    private static int most(Phase phase, PhaseWork.Items work, List<Phase> phases) {
        long sharers = phases.stream()
                .filter(other -> other.work() instanceof PhaseWork.Items)
                .count();
        int tries = work.steps().stream()
                .mapToInt(step -> 1 + step.failureRules().retries())
                .sum();
        int steps = phase.continues() ? MAX_STEPS_THAT_MAY_FAIL : MAX_STEPS;
        return (int) Math.max(
                1,
                Math.min(
                        steps / work.steps().size(),
                        EVENTS_OF_ITEMS / (Math.max(1, sharers) * EVENTS_OF_A_TRY * tries)));
    }

    /** Returns the list, as an expression. */
    String list() {
        String property = property(phase);
        List<Reference> items = Reference.ofAll(property, work.items(), input);
        if (items.size() == 1 && !items.get(0).isLiteral()) {
            return items.get(0).expression();
        }
        if (items.stream().anyMatch(Reference::isList)) {
            throw new IllegalArgumentException(
                    "'%s' must be one reference to a list, or single items".formatted(property));
        }
        return "[%s]".formatted(items.stream().map(Reference::expression).collect(Collectors.joining(", ")));
    }

    private static String property(Phase phase) {
        return "items' of phase '%s".formatted(phase.name());
    }

    /** Checks that a string for a list is a reference: a path without a reference would be the only item. */
    static void requireReference(String phase, String items) {
        if (Reference.of("items", items, Reference.STATE_INPUT).isLiteral()) {
            throw new IllegalArgumentException(
                    "'items' of phase '%s' must be a reference such as JsonPath.stringAt(\"$.tables\"), or an expression {%% … %%}, got: '%s'. Pass known items as a list"
                            .formatted(phase, items));
        }
    }

    /** Returns an expression for the violation of the list, an empty string if there is none. */
    String violation() {
        return "($items := %s; %s)".formatted(list(), wrong());
    }

    private String wrong() {
        // In JSONata, a comparison with a missing value has no value.
        return "$type($items) = 'array' ? ($count($items) > %d ? %s & $string($count($items)) : '') : %s & ($exists($items) ? $type($items) : 'nothing')"
                .formatted(
                        most,
                        text(
                                "'items' of phase '%s' must have at most %d items, since the history of an execution holds 25,000 events, got: "
                                        .formatted(phase.name(), most)),
                        text("'items' of phase '%s' must be a list, got: ".formatted(phase.name())));
    }

    /** Returns the expression for the input of each iteration. */
    String expression() {
        return ("($items := %s; $wrong := %s; $wrong != '' ? $error($wrong) : ("
                        + "$nameable := function($value) { $type($value) = 'string' ? ($length($value) in [1..%d] ? $not($contains($value, %s)) : false) "
                        + ": $type($value) in ['number', 'boolean'] }; "
                        + "[$map($items, function($value, $i) { {'Item': {'Value': $value, 'Index': $i, 'Name': $string($i) & ($nameable($value) ? ': ' & $string($value) : '')}} })]))")
                .formatted(list(), wrong(), MAX_NAME, UNNAMEABLE);
    }

    /** Returns whether a text reads the item of the context object. */
    static boolean readsItem(String text) {
        return OF_CONTEXT.matcher(text).find();
    }

    /** Returns a text of a step with references to the item of the iteration's input instead of that of the context object. */
    static String inIteration(String text) {
        return OF_CONTEXT.matcher(text).replaceAll("\\$states.input.Item");
    }

    /** Returns the expression for EMR's name of a step. */
    static String nameOf(EmrStep step) {
        return "%s & $states.input.Item.Name".formatted(text(step.name() + " "));
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
