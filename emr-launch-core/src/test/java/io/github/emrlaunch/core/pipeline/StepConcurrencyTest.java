package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

class StepConcurrencyTest {
    private static final Phase BOTH =
            Phase.parallel("Ingest", EmrStep.of("A", "s3://jobs/a.jar"), EmrStep.of("B", "s3://jobs/b.jar"));
    private static final Phase EACH = Phase.forEach("Load", List.of("a", "b", "c"), EmrStep.of("C", "s3://jobs/c.jar"))
            .atOnce(3);

    private final TestStack test = TestStack.create();

    private EmrLaunchFunction launch(
            UnaryOperator<ClusterConfiguration.Builder> configuration,
            UnaryOperator<EmrLaunchFunction.Builder> launch) {
        return launch.apply(EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("nightly")
                        .emrProfile(test.profile())
                        .clusterConfiguration(
                                configuration.apply(test.configuration()).build()))
                .build();
    }

    @SuppressWarnings("deprecation") // The CDK has no other way to what it found.
    private List<String> warnings() {
        return Annotations.fromStack(test.stack()).findWarning("*", Match.anyValue()).stream()
                .map(message -> message.getId() + ": " + message.getEntry().getData())
                .filter(message -> message.contains("StepConcurrencyLevel"))
                .toList();
    }

    private List<String> warnings(EmrLaunchFunction launch, Phase... phases) {
        TransientClusterPipeline.Builder.create(test.stack(), "Transient")
                .pipelineName("transient")
                .launchFunction(launch)
                .phases(phases)
                .build();
        return warnings();
    }

    private static String warning(String construct, String phase, int level) {
        return "/Stack/%s: Phase %s, and StepConcurrencyLevel of the cluster configuration of launch function nightly is 1: unless an execution overrides it, EMR runs them one after the other. Set stepConcurrencyLevel(%d) in the cluster configuration [ack: @emr-launch/core:stepsNotParallel]"
                .formatted(construct, phase, level);
    }

    @Test
    void warnsOfParallelStepsThatRunOneAfterTheOther() {
        EmrLaunchFunction launch = launch(builder -> builder, builder -> builder);
        PersistentClusterPipeline.Builder.create(test.stack(), "Persistent")
                .pipelineName("persistent")
                .launchFunction(launch)
                .phases(BOTH)
                .build();
        EmrChains.phases(test.stack(), "Chain", EmrCluster.launchedBy(launch), List.of(BOTH));

        assertThat(warnings(launch, BOTH, EACH))
                .containsExactlyInAnyOrder(
                        warning("Transient", "'Ingest' has 2 parallel steps", 2),
                        warning("Transient", "'Load' has steps for 3 items at once", 3),
                        warning("Persistent", "'Ingest' has 2 parallel steps", 2),
                        warning("Chain", "'Ingest' has 2 parallel steps", 2));
    }

    @Test
    void doesNotWarnOfSingleSteps() {
        assertThat(warnings(
                        launch(builder -> builder, builder -> builder),
                        Phase.parallel("One", EmrStep.of("A", "s3://jobs/a.jar")),
                        Phase.of("Two", EmrStep.of("B", "s3://jobs/b.jar"), EmrStep.of("C", "s3://jobs/c.jar")),
                        Phase.forEach("Each", List.of("a", "b"), EmrStep.of("D", "s3://jobs/d.jar"))))
                .isEmpty();
    }

    @Test
    void doesNotWarnIfTheLevelIsHigher() {
        assertThat(warnings(launch(builder -> builder.stepConcurrencyLevel(2), builder -> builder), BOTH))
                .isEmpty();
    }

    @Test
    void doesNotWarnIfTheLevelIsKnownAtDeployment() {
        Number level = CfnParameter.Builder.create(test.stack(), "Level")
                .type("Number")
                .build()
                .getValueAsNumber();

        assertThat(warnings(launch(builder -> builder.stepConcurrencyLevel(level), builder -> builder), BOTH))
                .isEmpty();
    }

    @Test
    void doesNotWarnIfAnExecutionMaySetTheLevel() {
        assertThat(warnings(
                        launch(
                                builder -> builder,
                                builder -> builder.allowedOverrides(
                                        Map.of("Parallel", OverrideRule.of("StepConcurrencyLevel")))),
                        BOTH))
                .isEmpty();
    }

    @Test
    void warnsIfTheLevelIsSetTo1() {
        assertThat(warnings(launch(builder -> builder.stepConcurrencyLevel(1), builder -> builder), BOTH))
                .hasSize(1);
    }

    @Test
    void warnsIfNothingMayBeOverridden() {
        assertThat(warnings(launch(builder -> builder, builder -> builder.allowedOverrides(Map.of())), BOTH))
                .hasSize(1);
    }
}
