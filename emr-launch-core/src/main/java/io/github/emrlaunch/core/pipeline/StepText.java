package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step as a state has it. A value by reference is checked where it is used, by the rules of {@link StepArgumentRules}: it is data, and becomes
 * neither an option nor a command. What is wrong with it is an error of the state, which a Catch sees.
 */
final class StepText {
    /** Checks that a list of arguments is one. It is formatted with the reference and the message. */
    private static final String CHECKED_LIST =
            "($list := %s; $type($list) = 'array' and $count($filter($list, function($one) { $type($one) != 'string' })) = 0 ? $list : $error(%s))";

    /** Checks one argument. It is formatted with the reference, the rules, what comes where nothing is wrong, and the beginning of the message. */
    private static final String CHECK = "($given := %s; $rules := %s; "
            + "$value := $exists($given) and $type($given) in ['number', 'boolean'] ? $string($given) : $given; "
            + "$wrong := $exists($value) ? ($type($value) = 'string' ? $rules($value) : 'must be a text, a number or a boolean') : 'is missing'; "
            + "$wrong = '' ? %s : %s)";

    private final EmrStep step;
    private final String root;
    private final @Nullable Reference list;
    private final List<Reference> arguments;

    /**
     * A step.
     *
     * @param root what {@code $} stands for in its references
     * @throws IllegalArgumentException when JSONata has no expression for a reference
     */
    StepText(EmrStep step, String root) {
        this.step = step;
        this.root = root;
        list = Reference.ofList(property("arguments"), step.arguments(), root);
        arguments = list == null ? Reference.ofAll(property("arguments"), step.arguments(), root) : List.of();
    }

    private String property(String name) {
        return "%s' of step '%s".formatted(name, step.name());
    }

    /** The member Step of AddJobFlowSteps' tasks. */
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("Name", text("name", step.name()))
                .put("ActionOnFailure", step.actionOnFailure().name());
        ObjectNode jarStep = json.putObject("HadoopJarStep").put("Jar", text("jar", step.jar()));
        if (step.mainClass() != null) {
            jarStep.put("MainClass", text("mainClass", step.mainClass()));
        }
        jarStep.set("Args", args());
        if (!step.properties().isEmpty()) {
            ArrayNode properties = jarStep.putArray("Properties");
            step.properties().forEach((key, value) -> properties
                    .addObject()
                    .put("Key", text("properties", key))
                    .put("Value", text("properties", value)));
        }
        return json;
    }

    private String text(String property, String text) {
        return Reference.of(property(property), text, root).inState();
    }

    /** The arguments as they stand in the state. */
    JsonNode args() {
        if (list != null) {
            return TextNode.valueOf(expression(CHECKED_LIST.formatted(
                    list.expression(),
                    quoted("Step '%s': the arguments must be a list of texts".formatted(step.name())))));
        }
        ArrayNode args = Json.object().arrayNode();
        for (int i = 0; i < arguments.size(); i++) {
            args.add(isReference(i) ? expression(checked(i)) : arguments.get(i).inState());
        }
        return args;
    }

    /** Whether an argument is known to the execution only. */
    boolean isReference(int index) {
        return !arguments.get(index).isLiteral();
    }

    /** An argument as a part of an expression. */
    String expressionOf(int index) {
        return isReference(index) ? checked(index) : arguments.get(index).expression();
    }

    private String checked(int index) {
        return check(index, "$value", "$error(%s & $wrong)");
    }

    /** An expression for what is wrong with an argument by reference; an empty string when nothing is. */
    String violation(int index) {
        return check(index, "''", "%s & $wrong");
    }

    private String check(int index, String right, String wrong) {
        String argument = quoted("Step '%s': argument %d ".formatted(step.name(), index + 1));
        return CHECK.formatted(
                arguments.get(index).expression(),
                new StepArgumentRules(step).ofReference(),
                right,
                wrong.formatted(argument));
    }

    /** How many arguments there are; none of a list that is a reference as a whole. */
    int size() {
        return arguments.size();
    }

    /** What an argument by reference refers to, as an expression. */
    String reference(int index) {
        return arguments.get(index).expression();
    }

    private static String quoted(String text) {
        return quote(TextNode.valueOf(text));
    }
}
