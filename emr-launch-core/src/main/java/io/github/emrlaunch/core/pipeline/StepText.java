package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Tokens;
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
 * A step in the form of a state. {@link StepReferenceRules} determine where references are allowed. Their values are checked where they are
 * used, by the rules of {@link
 * StepArgumentRules}: a violation is an error of the state, which a Catch field can handle.
 */
final class StepText {
    private static final String TEXT = "$text := function($given) { "
            + "$exists($given) and $type($given) in ['number', 'boolean'] ? $string($given) : $given }; ";

    /** Functions that return the violation of an argument, and that check it. The format argument is the beginning of the message. */
    private static final String CHECK = "$wrongIn := function($given, $number, $rules) {( $value := $text($given); "
            + "$wrong := $exists($value) ? ($type($value) = 'string' ? $rules($value) : 'must be a text, a number or a boolean') : 'is missing'; "
            + "$wrong = '' ? '' : %s & $number & ' ' & $wrong )}; "
            + "$checked := function($given, $number, $rules) {( $wrong := $wrongIn($given, $number, $rules); $wrong = '' ? $text($given) : $error($wrong) )}; ";

    /** The same functions for a list of arguments. */
    private static final String CHECK_LIST =
            "$wrongInList := function($list, $number, $rules) {( $wrong := $type($list) = 'array' "
                    + "? $filter($map($list, function($one) {( $value := $text($one); $type($value) = 'string' ? $rules($value) : 'must be texts, numbers or booleans' )}), function($text) { $text != '' })[0] "
                    + ": 'must be a list of texts'; $exists($wrong) ? %s & $number & ' on ' & $wrong : '' )}; "
                    + "$checkedList := function($list, $number, $rules) {( $wrong := $wrongInList($list, $number, $rules); $wrong = '' ? [$map($list, $text)] : $error($wrong) )}; ";

    private final EmrStep step;
    private final String root;
    private final List<Reference> arguments;

    /**
     * Creates the text of a step.
     *
     * @param root the expression that {@code $} refers to in its references
     * @throws IllegalArgumentException when JSONata has no expression for a reference, or a reference would choose what a runner runs
     */
    StepText(EmrStep step, String root) {
        this.step = step;
        this.root = root;
        arguments = Reference.ofAll(property("arguments"), step.arguments(), root);
        new StepReferenceRules(step, arguments).check();
    }

    /** Warns of arguments that their author may have meant as references: EMR receives them unchanged. */
    static void warnOfPaths(Construct scope, EmrStep step) {
        for (String argument : step.arguments()) {
            if (Reference.looksLikePath(argument)) {
                Warnings.add(
                        scope,
                        "textLikePath",
                        "Step '%s' has the argument '%s', which is a literal: the program receives it unchanged. For the value in the state, use JsonPath.stringAt(\"%2$s\")"
                                .formatted(step.name(), argument));
            }
        }
    }

    /**
     * Warns of a jar that is no path and no URI, which may be meant as a program. EMR accepts the step, and it fails on the cluster.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_HadoopJarStepConfig.html">HadoopJarStepConfig, Jar</a>
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-commandrunner.html">Command runner</a>
     */
    static void warnOfJar(Construct scope, EmrStep step) {
        String jar = step.jar();
        if (step.isRunner() || jar.startsWith("/") || jar.contains(":") || isOpen(jar)) {
            return;
        }
        Warnings.add(
                scope,
                "jarNotFound",
                "Step '%s' has the jar '%s', and EMR needs a URI or an absolute path. %s"
                        .formatted(
                                step.name(),
                                jar,
                                jar.endsWith(".jar")
                                        ? "Use the URI of the jar in S3, or its path on the primary node"
                                        : "To run a program, use the jar command-runner.jar with the program as first argument"));
    }

    private static boolean isOpen(String text) {
        return Tokens.isUnresolved(text) || Reference.isExpression(text);
    }

    private String property(String name) {
        return "%s' of step '%s".formatted(name, step.name());
    }

    /** Returns the member Step of the AddJobFlowSteps task. */
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

    /** A referenced value must be a string: EMR accepts no other type, and its error would not name the property. */
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
     * Returns the arguments in the form of the state.
     *
     * @param overrides functions by the index of an argument, which change its expression
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

    /** Returns violations of each referenced argument that is known early, as expressions for a string that is empty if there is none. */
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

    /** Returns whether an argument is known only at execution. */
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

    /** A value that the author composes may be an option, an unchanged value may not. */
    private static String rules(Reference argument) {
        return argument.isList() || argument.isComposed() ? "$composed" : "$guarded";
    }

    private static String quoted(String text) {
        return quote(TextNode.valueOf(text));
    }
}
