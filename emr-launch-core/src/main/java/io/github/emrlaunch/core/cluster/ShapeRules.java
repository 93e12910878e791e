package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.RequestTypes;
import io.github.emrlaunch.definitions.RunJobFlowShape;
import io.github.emrlaunch.definitions.RunJobFlowShape.Deviation;
import io.github.emrlaunch.definitions.RunJobFlowShape.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awscdk.Tokenization;

/**
 * Whether a request has the members and types of RunJobFlow. The model is as old as this version of the library, and EMR learns members
 * and values at every level: one that is unknown passes with a warning, unless it is nearly one that is known.
 */
final class ShapeRules {
    private static final RunJobFlowShape SHAPE = RunJobFlowShape.load();
    private static final String UNCHECKED = "If EMR knows it, use 'uncheckedProperty'";

    private ShapeRules() {}

    /**
     * Checks a request.
     *
     * @param unchecked the paths of members that are not checked
     * @throws IllegalArgumentException when a value has another type or length, a required member isn't there, or a member or
     *     value is nearly one that EMR knows
     */
    static void check(ObjectNode request, Set<String> unchecked) {
        deviations(request, unchecked).forEach(deviation -> {
            RequestNode node = new RequestNode(deviation.path(), deviation.value());
            Optional<String> nearest = deviation.nearest();
            switch (deviation.kind()) {
                case TYPE -> {
                    if (!mayBeOfThatType(deviation)) {
                        throw node.violates("must " + deviation.rule() + advice(deviation));
                    }
                }
                case MISSING -> throw node.conflicts("is required");
                case CONSTRAINT -> throw node.violates("must " + deviation.rule());
                case MEMBER ->
                    nearest.ifPresent(meant -> {
                        throw node.conflicts("is no member of RunJobFlow; '%s' is. %s".formatted(meant, UNCHECKED));
                    });
                case VALUE ->
                    nearest.ifPresent(meant -> {
                        throw node.violates("must be %s, as RunJobFlow writes it. %s".formatted(meant, UNCHECKED));
                    });
            }
        });
    }

    /**
     * Gives values the type that EMR takes, where they say such a value in another one: {@code 4} for a text, {@code "4"} for a number.
     * A number that only the deployment knows becomes a text that only the deployment knows.
     */
    static void convert(ObjectNode request) {
        RequestTypes.convert(request, ShapeRules::text);
    }

    /** The advice for a list or an object that only the deployment knows. */
    private static String advice(Deviation deviation) {
        if (!Tokens.isUnresolved(deviation.value())) {
            return "";
        }
        return deviation.rule().endsWith("a list")
                ? ", and is one value that only the deployment knows: give a list, such as parameter.getValueAsList() or Fn.split(\",\", value)"
                : ", and is one value that only the deployment knows: give an object whose members are known, with such values for them";
    }

    /** Whether only the deployment knows the value, and EMR takes one: of an object or a list the members must be known. */
    private static boolean mayBeOfThatType(Deviation deviation) {
        return deviation.value().isValueNode() && !deviation.expectsMembers() && Tokens.isUnresolved(deviation.value());
    }

    private static JsonNode text(JsonNode value) {
        return value.isNumber() && Tokens.isUnresolved(value.numberValue())
                ? TextNode.valueOf(Tokenization.stringifyNumber(value.doubleValue()))
                : RequestTypes.asText(value);
    }

    /** The warnings about members and values that the model doesn't know. */
    static List<String> warnings(ObjectNode request, Set<String> unchecked) {
        return deviations(request, unchecked)
                .filter(deviation -> deviation.kind() == Kind.MEMBER || deviation.kind() == Kind.VALUE)
                .map(deviation -> deviation.kind() == Kind.VALUE
                        ? "'%s' is %s, which is not among the values that are known to %s: %s. It is sent as it is, and EMR may refuse it. %s"
                                .formatted(
                                        deviation.path(),
                                        deviation.value().asText(),
                                        SHAPE.source(),
                                        String.join(", ", deviation.known()),
                                        UNCHECKED)
                        : "'%s' is no member of RunJobFlow that is known to %s. It is sent as it is, and EMR may refuse or ignore it. %s"
                                .formatted(deviation.path(), SHAPE.source(), UNCHECKED))
                .toList();
    }

    /** What isn't as the model says, and is neither unchecked nor known to the deployment only. */
    private static Stream<Deviation> deviations(ObjectNode request, Set<String> unchecked) {
        return SHAPE.deviations(request).stream()
                .filter(deviation -> deviation.kind() == Kind.TYPE
                        || deviation.kind() == Kind.MEMBER
                        || !Tokens.isUnresolved(deviation.value()))
                .filter(deviation -> unchecked.stream()
                        .noneMatch(path -> deviation.path().equals(path)
                                || deviation.path().startsWith(path + ".")));
    }
}
