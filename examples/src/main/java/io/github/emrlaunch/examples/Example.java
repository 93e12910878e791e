package io.github.emrlaunch.examples;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.examples.clusterconfigurations.ClusterConfigurationsStack;
import io.github.emrlaunch.examples.plaincluster.PlainClusterStack;
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
 * @param starts what is started, in this order
 */
public record Example(String name, Consumer<App> stacks, List<Start> starts) {
    private static final Example PLAIN_CLUSTER = new Example(
            "plain-cluster",
            app -> new PlainClusterStack(app, "PlainCluster"),
            List.of(new Start(
                    "brioche",
                    new LaunchInput(
                            Map.of("ClusterName", Json.parse("\"BriocheAutoCluster\"")),
                            List.of(new Tag("started-by", "example")),
                            true))));
    private static final Example CLUSTER_CONFIGURATIONS = new Example(
            "cluster-configurations",
            app -> new ClusterConfigurationsStack(app, "ClusterConfigurations"),
            List.of(
                    new Start("automatic-scaling", overriding("TaskMaximumInstanceCount", "8")),
                    new Start("fleets", overriding("CoreInstanceSpotCount", "20")),
                    new Start("managed-scaling", overriding("MaximumInstances", "12")),
                    new Start("highly-available", overriding("CoreInstanceCount", "4"))));

    /**
     * A launch.
     *
     * @param launchFunction what is started
     * @param input with which it is started
     */
    public record Start(DefinitionName launchFunction, LaunchInput input) {
        Start(String launchFunction, LaunchInput input) {
            this(DefinitionName.of(launchFunction), input);
        }
    }

    private static LaunchInput overriding(String name, String value) {
        return new LaunchInput(Map.of(name, Json.parse(value)), List.of(), null);
    }

    /** All examples. */
    public static List<Example> all() {
        return List.of(PLAIN_CLUSTER, CLUSTER_CONFIGURATIONS);
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
