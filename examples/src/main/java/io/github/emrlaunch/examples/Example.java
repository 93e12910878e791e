package io.github.emrlaunch.examples;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.examples.clusterconfigurations.ClusterConfigurationsStack;
import io.github.emrlaunch.examples.jupyterhub.JupyterHubStack;
import io.github.emrlaunch.examples.persistentpipeline.PersistentPipelineStack;
import io.github.emrlaunch.examples.plaincluster.PlainClusterStack;
import io.github.emrlaunch.examples.profiles.ProfilesStack;
import io.github.emrlaunch.examples.serverlessbatch.ServerlessBatchStack;
import io.github.emrlaunch.examples.transientpipeline.TransientPipelineStack;
import io.github.emrlaunch.examples.triggers.TriggersStack;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awscdk.App;

/**
 * An example: what it deploys, and the launches that show it at work.
 *
 * @param name under which it is found
 * @param stacks adds its stacks to an app
 * @param launches what is started, one after the other; none where there is only to share
 */
public record Example(String name, Consumer<App> stacks, List<Start> launches) {
    /**
     * A launch.
     *
     * @param launchFunction what is started
     * @param input with which it is started
     */
    public record Start(DefinitionName launchFunction, LaunchInput input) {}

    private static final Example PLAIN_CLUSTER = new Example(
            "plain-cluster",
            app -> new PlainClusterStack(app, "PlainCluster"),
            List.of(new Start(
                    DefinitionName.of("brioche"),
                    new LaunchInput(
                            Map.of("ClusterName", Json.parse("\"BriocheAutoCluster\"")),
                            List.of(new Tag("started-by", "example")),
                            true))));
    private static final Example CLUSTER_CONFIGURATIONS = new Example(
            "cluster-configurations",
            app -> new ClusterConfigurationsStack(app, "ClusterConfigurations"),
            List.of(
                    overriding("automatic-scaling", "TaskMaximumInstanceCount", "8"),
                    overriding("fleets", "CoreInstanceSpotCount", "20"),
                    overriding("managed-scaling", "MaximumInstances", "12"),
                    overriding("highly-available", "CoreInstanceCount", "4")));
    private static final Example PROFILES =
            new Example("profiles", app -> new ProfilesStack(app, "Profiles"), List.of());
    private static final Example PERSISTENT_PIPELINE = new Example(
            "persistent-pipeline",
            app -> new PersistentPipelineStack(app, "PersistentPipeline"),
            List.of(new Start(DefinitionName.of("shared"), new LaunchInput(Map.of(), List.of(), null))));
    private static final Example TRANSIENT_PIPELINE =
            new Example("transient-pipeline", app -> new TransientPipelineStack(app, "TransientPipeline"), List.of());
    private static final Example TRIGGERS =
            new Example("triggers", app -> new TriggersStack(app, "Triggers"), List.of());

    private static final Example SERVERLESS_BATCH =
            new Example("serverless-batch", app -> new ServerlessBatchStack(app, "ServerlessBatch"), List.of());

    private static final Example JUPYTERHUB =
            new Example("jupyterhub", app -> new JupyterHubStack(app, "JupyterHub"), List.of());

    private static Start overriding(String launchFunction, String override, String value) {
        return new Start(
                DefinitionName.of(launchFunction),
                new LaunchInput(Map.of(override, Json.parse(value)), List.of(), null));
    }

    /** All examples. */
    public static List<Example> all() {
        return List.of(
                PLAIN_CLUSTER,
                PROFILES,
                CLUSTER_CONFIGURATIONS,
                TRIGGERS,
                TRANSIENT_PIPELINE,
                PERSISTENT_PIPELINE,
                SERVERLESS_BATCH,
                JUPYTERHUB);
    }

    /**
     * Finds an example.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Example named(String name) {
        return all().stream()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no example '%s'. Examples: %s"
                        .formatted(name, all().stream().map(Example::name).collect(Collectors.joining(", ")))));
    }
}
