package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.Json;

/** The option {@code --input}, a JSON object. */
final class InputOption {
    private InputOption() {}

    static ObjectNode read(String text) {
        try {
            JsonNode parsed = Json.parse(text);
            if (parsed instanceof ObjectNode object) {
                return object;
            }
        } catch (InvalidDefinitionException e) {
            throw new InvalidLaunchInputException("'--input' is " + e.getMessage());
        }
        throw new InvalidLaunchInputException("'--input' must be a JSON object, got: " + text);
    }
}
