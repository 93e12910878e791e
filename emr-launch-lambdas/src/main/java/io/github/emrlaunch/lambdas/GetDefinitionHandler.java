package io.github.emrlaunch.lambdas;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Answers a name with the stored definition: {@code {"ProfileName": "etl", "Namespace": "default"}}; for the other types
 * {@code ConfigurationName} or {@code FunctionName}.
 */
public final class GetDefinitionHandler implements RequestStreamHandler {
    private final ControlPlane controlPlane;

    /** Called by Lambda. */
    public GetDefinitionHandler() {
        this(ControlPlane.ofEnvironment());
    }

    GetDefinitionHandler(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String request = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        output.write(Json.write(controlPlane.get(Json.parse(request))).getBytes(StandardCharsets.UTF_8));
    }
}
