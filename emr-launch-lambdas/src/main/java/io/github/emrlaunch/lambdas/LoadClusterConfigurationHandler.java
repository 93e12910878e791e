package io.github.emrlaunch.lambdas;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.ParameterStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The first state of a launch: answers a {@link LoadClusterConfigurationRequest} with the RunJobFlow request that the launch
 * will send. Fails with
 *
 * <ul>
 *   <li>{@link io.github.emrlaunch.definitions.EmrProfileNotFoundException},
 *       {@link io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException},
 *       {@link io.github.emrlaunch.definitions.InvalidDefinitionException}: what Parameter Store holds;
 *   <li>{@link io.github.emrlaunch.definitions.InvalidLaunchInputException},
 *       {@link io.github.emrlaunch.definitions.InvalidOverrideException}: what the execution asks for;
 *   <li>{@link ClusterAlreadyRunningException}, {@link LaunchFunctionOutdatedException};
 *   <li>{@link AwsUnavailableException}: worth another try.
 * </ul>
 */
public final class LoadClusterConfigurationHandler implements RequestStreamHandler {
    private final ClusterConfigurationLoader loader;

    /** Called by Lambda. */
    public LoadClusterConfigurationHandler() {
        this(new AwsClients());
    }

    private LoadClusterConfigurationHandler(AwsClients clients) {
        this(new ClusterConfigurationLoader(new ParameterStore(clients.newSsm()), new RunningClusters(clients::emr)));
    }

    LoadClusterConfigurationHandler(ClusterConfigurationLoader loader) {
        this.loader = loader;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode payload = Json.parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
        output.write(Json.write(load(payload)).getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode load(JsonNode payload) {
        try {
            return loader.load(
                    LoadClusterConfigurationRequest.read(payload),
                    LaunchInput.read(payload.path(LoadClusterConfigurationRequest.EXECUTION_INPUT)));
        } catch (SdkException e) {
            throw AwsUnavailableException.ifTransient(e);
        }
    }
}
