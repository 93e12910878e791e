package io.github.emrlaunch.lambdas;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Answers a namespace with its definitions, ten at a time: {@code {"Namespace": "default", "NextToken": "…"}} with
 * {@code {"EMRProfiles": […], "NextToken": "…"}}; for the other types {@code ClusterConfigurations} or
 * {@code EMRLaunchFunctions}.
 */
public final class ListDefinitionsHandler implements RequestStreamHandler {
    private final ControlPlane controlPlane;

    /** Called by Lambda. */
    public ListDefinitionsHandler() {
        this(ControlPlane.ofEnvironment());
    }

    ListDefinitionsHandler(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String request = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        output.write(Json.write(controlPlane.list(Json.parse(request))).getBytes(StandardCharsets.UTF_8));
    }
}
