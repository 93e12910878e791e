package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** The warning for clusters that a pipeline keeps, and that nothing terminates. */
class KeptClustersTest {
    private static final String ID = "@emr-launch/core:keptClusterHasNoIdleTimeout";

    private final TestStack test = TestStack.create();

    private TransientClusterPipeline pipeline(
            boolean keepsCluster, UnaryOperator<ClusterConfiguration.Builder> settings) {
        return TransientClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("nightly")
                .launchFunction(EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("etl")
                        .emrProfile(test.profile())
                        .clusterConfiguration(
                                settings.apply(test.configuration()).build())
                        .build())
                .phases(Phase.of("Load", EmrStep.of("Load", "s3://jobs/load.jar")))
                .keepClusterOnSuccess(keepsCluster)
                .build();
    }

    @SuppressWarnings("deprecation") // The CDK has no other way to get the text of a warning.
    private List<String> warnings() {
        return Annotations.fromStack(test.stack()).findWarning("*", Match.stringLikeRegexp(".*keepCluster.*")).stream()
                .map(warning -> String.valueOf(warning.getEntry().getData()))
                .toList();
    }

    @Test
    void warnsAboutKeptClusterWithoutIdleTimeout() {
        pipeline(true, configuration -> configuration);

        assertThat(warnings()).singleElement().satisfies(warning -> assertThat(warning)
                .startsWith("'keepClusterOnSuccess' is set, and clusters of cluster configuration default/")
                .contains("have no idle timeout: the cluster of a successful run incurs costs")
                .contains("Set 'idleTimeout' in the configuration"));
    }

    @Test
    void warningCanBeAcknowledged() {
        software.amazon.awscdk.Annotations.of(pipeline(true, configuration -> configuration))
                .acknowledgeWarning(ID);

        assertThat(warnings()).isEmpty();
    }

    @Test
    void doesNotWarnWithIdleTimeout() {
        pipeline(true, configuration -> configuration.idleTimeout(Duration.hours(2)));

        assertThat(warnings()).isEmpty();
    }

    @Test
    void doesNotWarnWithAutoTermination() {
        pipeline(true, configuration -> configuration.autoTermination(true));

        assertThat(warnings()).isEmpty();
    }

    @Test
    void doesNotWarnIfPipelineTerminatesCluster() {
        pipeline(false, configuration -> configuration);

        assertThat(warnings()).isEmpty();
    }
}
