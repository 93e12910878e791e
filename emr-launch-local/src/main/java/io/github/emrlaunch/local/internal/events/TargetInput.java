package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;

/** The input of a target: the complete event, a part of it, a constant, or the result of a template. */
@FunctionalInterface
interface TargetInput {
    int MAX_INPUT = 8192;

    /**
     * Returns the input: JSON, or several JSON strings in sequence.
     *
     * @throws AwsException when there is no valid input: the invocation has then failed
     */
    String of(JsonNode event, Rule rule);

    /**
     * Parses a target of a rule in the format of CloudFormation.
     *
     * @throws IllegalArgumentException with the part that PutTargets rejects
     */
    static TargetInput parse(JsonNode target) {
        String id = AwsJson.text(target, "Id", "");
        List<String> given = List.of("Input", "InputPath", "InputTransformer").stream()
                .filter(member -> AwsJson.has(target, member))
                .toList();
        if (given.size() > 1) {
            throw new IllegalArgumentException(
                    "Only one of Input, InputPath, or InputTransformer must be provided for target " + id + ".");
        }
        if (given.contains("InputTransformer")) {
            return new InputTransformer(id, target.get("InputTransformer"))::of;
        }
        if (given.contains("InputPath")) {
            EventPath path = EventPath.parse(target.get("InputPath").asText());
            return (event, rule) -> part(event, path);
        }
        if (given.contains("Input")) {
            String input = target.get("Input").asText();
            if (input.length() > MAX_INPUT || !AwsJson.isDocument(input)) {
                throw new IllegalArgumentException("Input for target " + id + " is not a valid JSON text.");
            }
            return (event, rule) -> input;
        }
        return (event, rule) -> event.toString();
    }

    private static String part(JsonNode event, EventPath path) {
        JsonNode value = path.of(event);
        if (value.isMissingNode()) {
            throw AwsException.validation("The event has nothing at the InputPath $." + String.join(".", path.steps()));
        }
        return value.toString();
    }
}
