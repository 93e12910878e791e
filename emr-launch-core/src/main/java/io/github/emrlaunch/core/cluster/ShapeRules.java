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
 * Checks that a request has the members and types of RunJobFlow. The model has the age of this version of the library,
 * and EMR adds members and values at every level. An unknown one passes with a warning, unless it nearly matches a
 * known one.
 */
final class ShapeRules {
    private static final RunJobFlowShape SHAPE = RunJobFlowShape.load();
    private static final String UNCHECKED = "If EMR knows it, use 'uncheckedProperty'";

    private ShapeRules() {}

    /**
     * Checks a request.
     *
     * @param unchecked the paths of members that are not checked
     * @throws IllegalArgumentException if a value has another type or length, a required member is missing, or a member
     *     or value nearly matches a known one
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
                        throw node.conflicts("is not a member of RunJobFlow; '%s' is. %s".formatted(meant, UNCHECKED));
                    });
                case VALUE ->
                    nearest.ifPresent(meant -> {
                        throw node.violates("must be %s, as RunJobFlow writes it. %s".formatted(meant, UNCHECKED));
                    });
            }
        });
    }

    /**
     * Converts values to EMR's type: {@code 4} to a string, {@code "4"} to a number. A number that is a token becomes a
     * string token.
     */
    static void convert(ObjectNode request) {
        RequestTypes.convert(request, ShapeRules::text);
    }

    /** Returns the advice for a list or an object that is a token. */
    private static String advice(Deviation deviation) {
        if (!Tokens.isUnresolved(deviation.value())) {
            return "";
        }
        return deviation.rule().endsWith("a list")
                ? ", and is a single token: pass a list, such as parameter.getValueAsList() or Fn.split(\",\", value)"
                : ", and is a single token: pass an object with known members, whose values may be tokens";
    }

    /**
     * Returns whether the value is a token and EMR expects a single value. The members of an object or a list must be
     * known.
     */
    private static boolean mayBeOfThatType(Deviation deviation) {
        return deviation.value().isValueNode() && !deviation.expectsMembers() && Tokens.isUnresolved(deviation.value());
    }

    private static JsonNode text(JsonNode value) {
        return value.isNumber() && Tokens.isUnresolved(value.numberValue())
                ? TextNode.valueOf(Tokenization.stringifyNumber(value.doubleValue()))
                : RequestTypes.asText(value);
    }

    /** Returns warnings about members and values that the model does not contain. */
    static List<String> warnings(ObjectNode request, Set<String> unchecked) {
        return deviations(request, unchecked)
                .filter(deviation -> deviation.kind() == Kind.MEMBER || deviation.kind() == Kind.VALUE)
                .map(deviation -> deviation.kind() == Kind.VALUE
                        ? "'%s' is %s, which is not among the values that are known to %s: %s. It is sent unchanged, and EMR may refuse it. %s"
                                .formatted(
                                        deviation.path(),
                                        deviation.value().asText(),
                                        SHAPE.source(),
                                        String.join(", ", deviation.known()),
                                        UNCHECKED)
                        : "'%s' is not a member of RunJobFlow that is known to %s. It is sent unchanged, and EMR may refuse or ignore it. %s"
                                .formatted(deviation.path(), SHAPE.source(), UNCHECKED))
                .toList();
    }

    /** Returns the deviations from the model, without unchecked members and tokens. */
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
