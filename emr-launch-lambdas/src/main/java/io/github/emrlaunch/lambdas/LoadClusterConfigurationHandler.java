package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.ParameterStore;

/**
 * The first state of a launch: answers a {@link LoadClusterConfigurationRequest} with the RunJobFlow request that the launch
 * will send. Where a function of the user's applies the overrides, this one works before and after it, as the payload's {@link
 * io.github.emrlaunch.definitions.LoadStage} says. Fails with
 *
 * <ul>
 *   <li>{@link io.github.emrlaunch.definitions.EmrProfileNotFoundException},
 *       {@link io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException},
 *       {@link io.github.emrlaunch.definitions.InvalidDefinitionException}: what Parameter Store holds;
 *   <li>{@link io.github.emrlaunch.definitions.InvalidLaunchInputException},
 *       {@link io.github.emrlaunch.definitions.InvalidOverrideException}: what the execution asks for, or the user's function
 *       made of it;
 *   <li>{@link ClusterAlreadyRunningException}, {@link LaunchFunctionOutdatedException};
 *   <li>{@link AwsUnavailableException}: worth another try.
 * </ul>
 */
public final class LoadClusterConfigurationHandler extends JsonHandler {
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
    ObjectNode handle(JsonNode payload, ObjectNode line) {
        LoadClusterConfigurationRequest launch = LoadClusterConfigurationRequest.read(payload);
        ExecutionContext execution = ExecutionContext.read(payload);
        line.put("Execution", execution.arn())
                .put("EMRProfile", launch.emrProfile().toString())
                .put("ClusterConfiguration", launch.clusterConfiguration().toString())
                .put("ClusterName", launch.clusterName())
                .put("Stage", execution.stage().name());
        return loader.load(launch, execution);
    }
}
