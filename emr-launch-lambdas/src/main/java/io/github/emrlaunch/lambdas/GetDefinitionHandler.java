package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Returns the stored definition for a name: {@code {"ProfileName": "etl", "Namespace": "default"}}; for the other types
 * {@code ConfigurationName} or {@code FunctionName}.
 */
public final class GetDefinitionHandler extends JsonHandler {
    private final ControlPlane controlPlane;

    /** Called by Lambda. */
    public GetDefinitionHandler() {
        this(ControlPlane.ofEnvironment());
    }

    GetDefinitionHandler(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        return controlPlane.get(payload, line);
    }
}
