package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.RequestTypes;
import io.github.emrlaunch.definitions.RunJobFlowShape;
import io.github.emrlaunch.definitions.RunJobFlowShape.Deviation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awscdk.Tokenization;

/**
 * Whether a request has the members and types of RunJobFlow. The model is as old as this version of the library, and EMR learns members
 * at every level: one that is unknown passes with a warning, unless it is nearly one that is known.
 */
final class ShapeRules {
    private static final RunJobFlowShape SHAPE = RunJobFlowShape.load();

    private ShapeRules() {}

    /**
     * Checks a request.
     *
     * @param unchecked the paths of members that are not checked
     * @throws IllegalArgumentException when a value has another type, or a member is nearly one that EMR knows
     */
    static void check(ObjectNode request, Set<String> unchecked) {
        deviations(request, unchecked).forEach(deviation -> {
            RequestNode node = new RequestNode(deviation.path(), deviation.value());
            if (deviation.expected().isPresent() && !mayBeOfThatType(deviation)) {
                throw node.violates("must be " + deviation.expected().get());
            }
            Optional<String> nearest = deviation.nearest();
            if (nearest.isPresent()) {
                throw node.conflicts("is no member of RunJobFlow; '%s' is. If EMR knows it, use 'uncheckedProperty'"
                        .formatted(nearest.get()));
            }
        });
    }

    /**
     * Gives values the type that EMR takes, where they say such a value in another one: {@code 4} for a text, {@code "4"} for a number.
     * A number that only the deployment knows becomes a text that only the deployment knows.
     */
    static void convert(ObjectNode request) {
        SHAPE.convertTexts(request, ShapeRules::text);
        RequestTypes.convert(request);
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

    /** The warnings about members that the model doesn't know. */
    static List<String> warnings(ObjectNode request, Set<String> unchecked) {
        return deviations(request, unchecked)
                .map(deviation ->
                        ("'%s' is no member of RunJobFlow that is known to %s. It is sent as it is, and EMR may "
                                        + "refuse or ignore it. If EMR knows it, use 'uncheckedProperty'")
                                .formatted(deviation.path(), SHAPE.source()))
                .toList();
    }

    private static Stream<Deviation> deviations(ObjectNode request, Set<String> unchecked) {
        return SHAPE.deviations(request).stream().filter(deviation -> unchecked.stream()
                .noneMatch(path ->
                        deviation.path().equals(path) || deviation.path().startsWith(path + ".")));
    }
}
