package io.github.emrlaunch.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.examples.clusterconfigurations.ClusterConfigurationsStack;
import io.github.emrlaunch.examples.controlplane.ControlPlaneStack;
import io.github.emrlaunch.examples.dynamicpipeline.DynamicPipelineStack;
import io.github.emrlaunch.examples.jupyterhub.JupyterHubStack;
import io.github.emrlaunch.examples.launchwithsecrets.LaunchWithSecretsStack;
import io.github.emrlaunch.examples.persistentpipeline.PersistentPipelineStack;
import io.github.emrlaunch.examples.plaincluster.PlainClusterStack;
import io.github.emrlaunch.examples.profiles.ProfilesStack;
import io.github.emrlaunch.examples.serverlessbatch.ServerlessBatchStack;
import io.github.emrlaunch.examples.shareddefinitions.PlatformStack;
import io.github.emrlaunch.examples.shareddefinitions.TeamApp;
import io.github.emrlaunch.examples.shareddefinitions.TeamStack;
import io.github.emrlaunch.examples.snstriggeredpipeline.SnsTriggeredPipelineStack;
import io.github.emrlaunch.examples.sparkbatch.SparkBatchStack;
import io.github.emrlaunch.examples.sparksteps.SparkStepsParameters;
import io.github.emrlaunch.examples.sparksteps.SparkStepsStack;
import io.github.emrlaunch.examples.transientpipeline.TransientPipelineStack;
import io.github.emrlaunch.examples.triggers.TriggersStack;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awscdk.App;

/**
 * An example: its apps, and the executions that demonstrate it.
 *
 * @param name the name of the example
 * @param apps the apps, in the order of deployment; the last one has the example's name
 * @param starts the executions to start, one after the other; empty if the example only shares definitions, or an event starts it
 */
public record Example(String name, List<ExampleApp> apps, List<Start> starts) {
    /** Keeps the lists as they are. */
    public Example {
        apps = List.copyOf(apps);
        starts = List.copyOf(starts);
    }

    /**
     * An example with one app.
     *
     * @param name the name of the example
     * @param stacks adds its stacks to an app
     * @param starts the executions to start, one after the other
     */
    public Example(String name, Consumer<App> stacks, List<Start> starts) {
        this(name, List.of(new ExampleApp(name, stacks)), starts);
    }

    /** An execution to start. */
    public sealed interface Start {
        /** The name of the state machine. */
        String stateMachine();
    }

    /**
     * An execution of a launch function, started with the client of the library.
     *
     * @param launchFunction the launch function
     * @param input the input of the execution
     */
    public record Launch(DefinitionName launchFunction, LaunchInput input) implements Start {
        @Override
        public String stateMachine() {
            return launchFunction.namespace() + "_" + launchFunction.name();
        }
    }

    /**
     * An execution of another state machine: a pipeline, or a job function of EMR Serverless.
     *
     * @param stateMachine the name of the state machine
     * @param input the input of the execution
     */
    public record Execution(String stateMachine, JsonNode input) implements Start {}

    private static final Example PLAIN_CLUSTER = new Example(
            "plain-cluster",
            app -> new PlainClusterStack(app, "PlainCluster"),
            List.of(
                    new Launch(
                            DefinitionName.of("brioche"),
                            new LaunchInput(
                                    Map.of("ClusterName", Json.parse("\"BriocheAutoCluster\"")),
                                    List.of(new Tag("started-by", "example")),
                                    true)),
                    new Execution("pipeline_default_brioche-step", Json.object())));
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
            List.of(
                    new Launch(DefinitionName.of("shared"), new LaunchInput(Map.of(), List.of(), null)),
                    new Execution("pipeline_default_daily-summary", stepArguments("DAY", "2026-01-01", "Summary"))));
    private static final Example TRANSIENT_PIPELINE = new Example(
            "transient-pipeline",
            app -> new TransientPipelineStack(app, "TransientPipeline"),
            List.of(new Execution("pipeline_default_transient-pipeline", Json.object())));
    private static final Example DYNAMIC_PIPELINE = new Example(
            "dynamic-pipeline",
            app -> new DynamicPipelineStack(app, "DynamicPipeline"),
            List.of(new Execution(
                    "pipeline_default_dynamic-pipeline", Json.object().put("day", "2026-01-01"))));
    private static final Example TRIGGERS =
            new Example("triggers", app -> new TriggersStack(app, "Triggers"), List.of());
    private static final Example SERVERLESS_BATCH = new Example(
            "serverless-batch",
            app -> new ServerlessBatchStack(app, "ServerlessBatch"),
            List.of(new Execution("serverless-batch", Json.object())));
    private static final Example SNS_TRIGGERED_PIPELINE = new Example(
            "sns-triggered-pipeline",
            app -> new SnsTriggeredPipelineStack(app, "SnsTriggeredPipeline"),
            List.of(new Execution(
                    "pipeline_default_sns-triggered-pipeline",
                    stepArguments("yesterday", "2026-01-31", "Extract", "Report"))));
    private static final Example SPARK_BATCH = new Example(
            "spark-batch",
            app -> new SparkBatchStack(app, "SparkBatch", null),
            List.of(new Execution(
                    "pipeline_default_spark-batch", stepArguments("KEY", "incoming/orders.csv", "Ingest", "Prepare"))));
    private static final Example SPARK_STEPS = new Example(
            "spark-steps",
            app -> new SparkStepsStack(app, "SparkSteps", SparkStepsParameters.of(app.getNode())),
            List.of(new Execution("pipeline_default_spark-steps", Json.object())));
    private static final Example JUPYTERHUB = new Example(
            "jupyterhub",
            app -> new JupyterHubStack(app, "JupyterHub"),
            List.of(new Execution("pipeline_default_SparkifyCluster-notebooks", Json.object())));

    private static final Example SHARED_DEFINITIONS = new Example(
            "shared-definitions",
            List.of(
                    new ExampleApp("shared-definitions-platform", app -> new PlatformStack(app, "Platform")),
                    new ExampleApp("shared-definitions", app -> {
                        // A separate app would set this in cdk.json.
                        app.getNode().setContext(StoredDefinitions.DIRECTORY_CONTEXT, TeamApp.DEFINITIONS);
                        new TeamStack(app, "Team");
                    })),
            List.of(
                    new Launch(DefinitionName.parse("reports/small"), new LaunchInput(Map.of(), List.of(), null)),
                    new Launch(
                            DefinitionName.parse("reports/large"),
                            new LaunchInput(Map.of("CoreInstanceCount", Json.parse("12")), List.of(), null))));
    private static final Example CONTROL_PLANE = new Example(
            "control-plane",
            app -> new ControlPlaneStack(app, "ControlPlane"),
            List.of(new Execution("portal", Json.parse("""
                {"Namespace": "analytics", "FunctionName": "adhoc",
                 "LaunchInput": {"ClusterConfigurationOverrides": {"CoreInstanceCount": 3}}}\
                """))));
    private static final Example LAUNCH_WITH_SECRETS = new Example(
            "launch-with-secrets",
            app -> new LaunchWithSecretsStack(app, "LaunchWithSecrets"),
            List.of(overriding("launch-with-secrets", "Size", "\"large\"")));

    private static Launch overriding(String launchFunction, String override, String value) {
        return new Launch(
                DefinitionName.of(launchFunction),
                new LaunchInput(Map.of(override, Json.parse(value)), List.of(), null));
    }

    /** An input that overrides one argument of these steps. */
    private static JsonNode stepArguments(String argument, String value, String... steps) {
        ObjectNode input = Json.object();
        ObjectNode overrides = input.putObject("StepArgumentOverrides");
        for (String step : steps) {
            overrides.putObject(step).put(argument, value);
        }
        return input;
    }

    /** All examples. */
    public static List<Example> all() {
        return List.of(
                PLAIN_CLUSTER,
                PROFILES,
                CLUSTER_CONFIGURATIONS,
                TRIGGERS,
                TRANSIENT_PIPELINE,
                DYNAMIC_PIPELINE,
                PERSISTENT_PIPELINE,
                SNS_TRIGGERED_PIPELINE,
                SPARK_BATCH,
                SPARK_STEPS,
                SERVERLESS_BATCH,
                JUPYTERHUB,
                SHARED_DEFINITIONS,
                CONTROL_PLANE,
                LAUNCH_WITH_SECRETS);
    }

    /** The apps of all examples. */
    public static List<ExampleApp> allApps() {
        return all().stream().flatMap(example -> example.apps().stream()).toList();
    }

    /**
     * Finds an example.
     *
     * @throws IllegalArgumentException if there is no example with that name
     */
    public static Example named(String name) {
        return all().stream()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no example '%s'. Examples: %s"
                        .formatted(name, all().stream().map(Example::name).collect(Collectors.joining(", ")))));
    }
}
