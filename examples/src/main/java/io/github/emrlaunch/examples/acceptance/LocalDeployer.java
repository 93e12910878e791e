package io.github.emrlaunch.examples.acceptance;

import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deploys to a running local emulator server with its control API. Its deployments are lost when it stops. */
record LocalDeployer(URI endpoint) implements ExampleDeployer {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Returns whether a local emulator responds there. */
    static boolean answers(URI endpoint) throws InterruptedException {
        try {
            return send(endpoint, "health", null).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "POST " + endpoint + "/_emr-launch/deploy";
    }

    @Override
    public Optional<String> obstacle(Synthesized example) {
        return Optional.empty();
    }

    @Override
    public void deploy(Synthesized example) throws InterruptedException {
        try {
            HttpResponse<String> response = send(
                    endpoint,
                    "deploy",
                    Json.write(Json.object().put("assembly", example.folder().toString())));
            if (response.statusCode() != 200) {
                throw new IllegalStateException("The local emulator refuses to deploy: " + response.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot reach the local emulator at " + endpoint, e);
        }
    }

    @Override
    public void destroy(Synthesized example) {
        // All of it is only in the memory of the emulator.
    }

    private static HttpResponse<String> send(URI endpoint, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("/_emr-launch/" + path));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
