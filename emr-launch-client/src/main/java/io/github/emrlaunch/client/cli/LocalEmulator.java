package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The local emulator that runs as a server on this machine.
 *
 * @param endpoint its endpoint
 * @param region its region
 */
record LocalEmulator(URI endpoint, String region) {
    /** The default port of {@code serve}. */
    static final int PORT = 4599;

    /** The administrator's credentials, which the server prints when it starts. */
    static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIALOCALEMULATOR000", "local-emulator"));

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Finds the server.
     *
     * @throws SdkClientException if there is no server, or a different one
     */
    static LocalEmulator on(int port) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("'--local' must be a port, 1 to %d, got: %d".formatted(MAX_PORT, port));
        }
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        JsonNode health;
        try {
            health = Json.parse(get(endpoint.resolve("/_emr-launch/health")));
        } catch (IOException e) {
            throw SdkClientException.create(
                    "No local emulator answers at %s (%s). Start it with 'java -jar emr-launch-local-VERSION-cli.jar serve cdk.out', or name its port with --local=PORT"
                            .formatted(endpoint, e.getMessage()));
        } catch (InvalidDefinitionException e) {
            throw isAnother(endpoint);
        }
        if (!health.path("region").isTextual()) {
            throw isAnother(endpoint);
        }
        return new LocalEmulator(endpoint, health.get("region").asText());
    }

    private static SdkClientException isAnother(URI endpoint) {
        return SdkClientException.create("What answers at %s is not the local emulator".formatted(endpoint));
    }

    private static String get(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            return "";
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether a URL is on this machine. */
    static boolean isHere(URI address) {
        return address.getHost() != null && THIS_MACHINE.contains(address.getHost());
    }

    /** Returns the URL of the page that lists the runs. */
    URI runs() {
        return endpoint.resolve("/_emr-launch/runs");
    }

    /** Returns the URL of the page of a run. */
    URI run(String executionArn) {
        return URI.create(runs() + "/" + executionArn);
    }
}
