package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import software.constructs.Construct;

/**
 * A step as a state has it. Where a reference may stand, {@link StepReferenceRules} say. Its value is checked where it is used, by the rules of {@link
 * StepArgumentRules}: what is wrong with it is an error of the state, which a Catch sees.
 */
final class StepText {
    private static final String TEXT = "$text := function($given) { "
            + "$exists($given) and $type($given) in ['number', 'boolean'] ? $string($given) : $given }; ";

    /** Functions that say what is wrong with an argument, and that check it. They are formatted with the beginning of the message. */
    private static final String CHECK = "$wrongIn := function($given, $number, $rules) {( $value := $text($given); "
            + "$wrong := $exists($value) ? ($type($value) = 'string' ? $rules($value) : 'must be a text, a number or a boolean') : 'is missing'; "
            + "$wrong = '' ? '' : %s & $number & ' ' & $wrong )}; "
            + "$checked := function($given, $number, $rules) {( $wrong := $wrongIn($given, $number, $rules); $wrong = '' ? $text($given) : $error($wrong) )}; ";

    /** The same of a list of arguments. */
    private static final String CHECK_LIST =
            "$wrongInList := function($list, $number, $rules) {( $wrong := $type($list) = 'array' "
                    + "? $filter($map($list, function($one) {( $value := $text($one); $type($value) = 'string' ? $rules($value) : 'must be texts, numbers or booleans' )}), function($text) { $text != '' })[0] "
                    + ": 'must be a list of texts'; $exists($wrong) ? %s & $number & ' on ' & $wrong : '' )}; "
                    + "$checkedList := function($list, $number, $rules) {( $wrong := $wrongInList($list, $number, $rules); $wrong = '' ? [$map($list, $text)] : $error($wrong) )}; ";

    private final EmrStep step;
    private final String root;
    private final List<Reference> arguments;

    /**
     * A step.
     *
     * @param root what {@code $} stands for in its references
     * @throws IllegalArgumentException when JSONata has no expression for a reference, or a reference would say what a runner runs
     */
    StepText(EmrStep step, String root) {
        this.step = step;
        this.root = root;
        arguments = Reference.ofAll(property("arguments"), step.arguments(), root);
        new StepReferenceRules(step, arguments).check();
    }

    /** Warns of arguments that their author may have taken for references: EMR gets them as they are. */
    static void warnOfPaths(Construct scope, EmrStep step) {
        for (String argument : step.arguments()) {
            if (Reference.looksLikePath(argument)) {
                Warnings.add(
                        scope,
                        "textLikePath",
                        "Step '%s' has the argument '%s', which is a text: the program gets it as it is. For the value in the state, give JsonPath.stringAt(\"%2$s\")"
                                .formatted(step.name(), argument));
            }
        }
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
        jarStep.set("Args", args(Map.of()));
        if (!step.properties().isEmpty()) {
            ArrayNode properties = jarStep.putArray("Properties");
            step.properties().forEach((key, value) -> properties
                    .addObject()
                    .put("Key", text("properties", key))
                    .put("Value", propertyValue(key, value)));
        }
        return json;
    }

    private String text(String property, String text) {
        return Reference.of(property(property), text, root).inState();
    }

    /** A value by reference must be a text: EMR takes no other, and would not say which it is. */
    private String propertyValue(String key, String value) {
        Reference reference = Reference.of(property("properties"), value, root);
        return reference.isLiteral()
                ? reference.inState()
                : expression("($value := %s; $type($value) = 'string' ? $value : $error(%s))"
                        .formatted(
                                reference.expression(),
                                quoted("Step '%s': the property '%s' must be a text".formatted(step.name(), key))));
    }

    /**
     * The arguments as they stand in the state.
     *
     * @param overrides by the index of an argument, what makes the expression for it of the one that it has otherwise
     */
    JsonNode args(Map<Integer, UnaryOperator<String>> overrides) {
        if (arguments.stream().anyMatch(Reference::isList)) {
            return TextNode.valueOf(expression("(%s%s)".formatted(checks(), joined(overrides))));
        }
        ArrayNode args = Json.object().arrayNode();
        for (int i = 0; i < arguments.size(); i++) {
            String use = use(i, overrides);
            args.add(
                    isReference(i)
                            ? expression("(%s%s)".formatted(checks(), use))
                            : overrides.containsKey(i)
                                    ? expression(use)
                                    : arguments.get(i).inState());
        }
        return args;
    }

    private String joined(Map<Integer, UnaryOperator<String>> overrides) {
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> arguments.get(i).isList() ? use(i, overrides) : "[%s]".formatted(use(i, overrides)))
                .reduce("[]", "$append(%s, %s)"::formatted);
    }

    private String use(int index, Map<Integer, UnaryOperator<String>> overrides) {
        return overrides.getOrDefault(index, UnaryOperator.identity()).apply(use(index));
    }

    /** What is wrong with each argument by reference that is known early, as expressions for a text that is empty when nothing is. */
    List<String> violations(Predicate<String> isKnown) {
        List<String> violations = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Reference argument = arguments.get(i);
            if (isReference(i)
                    && isKnown.test(argument.expression())
                    && !step.overridableArguments().containsKey(i)) {
                violations.add("(%s%s(%s, %d, %s))"
                        .formatted(
                                checks(),
                                argument.isList() ? "$wrongInList" : "$wrongIn",
                                argument.expression(),
                                i + 1,
                                rules(argument)));
            }
        }
        return violations;
    }

    private String checks() {
        StepArgumentRules rules = new StepArgumentRules(step);
        StringBuilder checks = new StringBuilder(TEXT);
        if (arguments.stream().anyMatch(one -> !one.isLiteral() && rules(one).equals("$guarded"))) {
            checks.append("$guarded := %s; ".formatted(rules.ofReference()));
        }
        if (arguments.stream().anyMatch(one -> !one.isLiteral() && rules(one).equals("$composed"))) {
            checks.append("$composed := %s; ".formatted(rules.ofElement()));
        }
        if (arguments.stream().anyMatch(one -> !one.isLiteral() && !one.isList())) {
            checks.append(CHECK.formatted(quoted("Step '%s': argument ".formatted(step.name()))));
        }
        if (arguments.stream().anyMatch(Reference::isList)) {
            checks.append(CHECK_LIST.formatted(quoted("Step '%s': the arguments from ".formatted(step.name()))));
        }
        return checks.toString();
    }

    /** Whether an argument is known to the execution only. */
    boolean isReference(int index) {
        return !arguments.get(index).isLiteral();
    }

    private String use(int index) {
        Reference argument = arguments.get(index);
        if (argument.isLiteral()) {
            return argument.expression();
        }
        return "%s(%s, %d, %s)"
                .formatted(
                        argument.isList() ? "$checkedList" : "$checked",
                        argument.expression(),
                        index + 1,
                        rules(argument));
    }

    /** What the author composes may be an option; nothing that comes as it is. */
    private static String rules(Reference argument) {
        return argument.isList() || argument.isComposed() ? "$composed" : "$guarded";
    }

    private static String quoted(String text) {
        return quote(TextNode.valueOf(text));
    }
}
