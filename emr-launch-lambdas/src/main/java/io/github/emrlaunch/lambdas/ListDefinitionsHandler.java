package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Returns the definitions of a namespace, ten at a time: for {@code {"Namespace": "default", "NextToken": "…"}} it returns
 * {@code {"EMRProfiles": […], "NextToken": "…"}}; for the other types {@code ClusterConfigurations} or
 * {@code EMRLaunchFunctions}.
 */
public final class ListDefinitionsHandler extends JsonHandler {
    private final ControlPlane controlPlane;

    /** Called by Lambda. */
    public ListDefinitionsHandler() {
        this(ControlPlane.ofEnvironment());
    }

    ListDefinitionsHandler(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        return controlPlane.list(payload, line);
    }
}
