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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.constructs.Construct;

/**
 * A step as a state has it. A value by reference is checked where it is used, by the rules of {@link StepArgumentRules}: it is data, and becomes
 * neither an option nor a command. What is wrong with it is an error of the state, which a Catch sees.
 */
final class StepText {
    /** Checks an argument. It is formatted with the rules and the beginning of the message. */
    private static final String CHECK = "$rules := %s; $checked := function($given, $number) {( "
            + "$value := $exists($given) and $type($given) in ['number', 'boolean'] ? $string($given) : $given; "
            + "$wrong := $exists($value) ? ($type($value) = 'string' ? $rules($value) : 'must be a text, a number or a boolean') : 'is missing'; "
            + "$wrong = '' ? $value : $error(%s & $number & ' ' & $wrong) )}; ";

    /** Checks a list of arguments, likewise. */
    private static final String CHECK_LIST =
            "$elements := %s; $checkedList := function($list, $number) {( $wrong := $type($list) = 'array' "
                    + "? $filter($map($list, function($one) { $type($one) = 'string' ? $elements($one) : 'must be texts' }), function($text) { $text != '' })[0] "
                    + ": 'must be a list of texts'; $exists($wrong) ? $error(%s & $number & ' on ' & $wrong) : $list )}; ";

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
        if (step.isRunner()) {
            requireKnownProgram();
        }
    }

    /** An execution chooses values, and nothing that a runner takes for the program or for an option. The application is the author's to choose. */
    private void requireKnownProgram() {
        int application = SparkCommand.application(step.arguments());
        for (int i = 0; i < arguments.size(); i++) {
            boolean saysWhatRuns = i == 0
                    || i < application
                    || (i == application && arguments.get(i).isList());
            if (isReference(i) && saysWhatRuns) {
                throw new IllegalArgumentException(
                        "Step '%s': argument %d of %s says what runs, and must not be a reference: whoever starts an execution would choose the program"
                                .formatted(step.name(), i + 1, step.jar()));
            }
        }
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

    private JsonNode args() {
        if (arguments.stream().anyMatch(Reference::isList)) {
            return TextNode.valueOf(expression("(%s%s)".formatted(checks(), joined())));
        }
        ArrayNode args = Json.object().arrayNode();
        for (int i = 0; i < arguments.size(); i++) {
            args.add(
                    isReference(i)
                            ? expression("(%s%s)".formatted(checks(), use(i)))
                            : arguments.get(i).inState());
        }
        return args;
    }

    /** All arguments as one expression, with what has to be defined before. */
    String argumentsExpression() {
        return "(%s%s)".formatted(checks(), joined());
    }

    private String joined() {
        if (arguments.stream().noneMatch(Reference::isList)) {
            return IntStream.range(0, arguments.size()).mapToObj(this::use).collect(Collectors.joining(", ", "[", "]"));
        }
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> arguments.get(i).isList() ? use(i) : "[%s]".formatted(use(i)))
                .reduce("[]", "$append(%s, %s)"::formatted);
    }

    private String checks() {
        StepArgumentRules rules = new StepArgumentRules(step);
        StringBuilder checks = new StringBuilder();
        if (IntStream.range(0, arguments.size())
                .anyMatch(i -> isReference(i) && !arguments.get(i).isList())) {
            checks.append(CHECK.formatted(rules.ofReference(), quoted("Step '%s': argument ".formatted(step.name()))));
        }
        if (arguments.stream().anyMatch(Reference::isList)) {
            checks.append(CHECK_LIST.formatted(
                    rules.ofElement(), quoted("Step '%s': the arguments from ".formatted(step.name()))));
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
        return "%s(%s, %d)"
                .formatted(argument.isList() ? "$checkedList" : "$checked", argument.expression(), index + 1);
    }

    private static String quoted(String text) {
        return quote(TextNode.valueOf(text));
    }
}
