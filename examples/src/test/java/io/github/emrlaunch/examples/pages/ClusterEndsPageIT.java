package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrChains;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/** Tests the rows of the table in {@code docs/clean-up.md} about how clusters are started and terminated. */
class ClusterEndsPageIT {
    /** Longer than any mechanism of the clean-up needs. */
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(Starters::new);

    /** A stack with everything that starts clusters, in all settings that decide when they terminate. */
    private static final class Starters extends PageStack {
        private final EmrProfile profile;

        Starters(App app) {
            super(app);
            profile = EmrProfile.Builder.create(this, "Profile")
                    .profileName("plain")
                    .vpc(vpc())
                    .build();
            EmrLaunchFunction plain = launchFunction("plain", "plain", launch -> launch);
            launchFunction("idle", "idle", launch -> launch);
            launchFunction("unwaited", "plain", launch -> launch.waitForClusterStart(false));
            EmrLaunchFunction kept = launchFunction("kept", "plain", launch -> launch.cleanUp(false));
            pipeline("ends", plain, builder -> builder);
            pipeline("keeps", plain, builder -> builder.keepClusterOnSuccess(true));
            pipeline("on-kept", kept, builder -> builder);
            PersistentClusterPipeline.Builder.create(this, "persistent")
                    .pipelineName("persistent")
                    .launchFunction(plain)
                    .phases(Phase.of("Work", EmrStep.of("Work", "s3://jobs/work.jar")))
                    .build();
            StateMachine.Builder.create(this, "Own")
                    .stateMachineName("own-machine")
                    .definitionBody(DefinitionBody.fromChainable(EmrChains.launch(this, "Launch", plain)
                            .next(Fail.Builder.create(this, "Failed").build())))
                    .build();
        }

        private EmrLaunchFunction launchFunction(
                String name, String configuration, UnaryOperator<EmrLaunchFunction.Builder> settings) {
            return settings.apply(EmrLaunchFunction.Builder.create(this, "launch-" + name)
                            .launchFunctionName(name)
                            .emrProfile(profile)
                            .clusterConfiguration(configuration(name, configuration.equals("idle"))))
                    .build();
        }

        private ClusterConfiguration configuration(String name, boolean idle) {
            ClusterConfiguration.Builder builder = ClusterConfiguration.Builder.create(this, "configuration-" + name)
                    .configurationName(name)
                    .releaseLabel("emr-7.12.0")
                    .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                    .subnets(List.of(subnet(name)));
            return (idle ? builder.idleTimeout(software.amazon.awscdk.Duration.hours(1)) : builder).build();
        }

        private void pipeline(
                String name, EmrLaunchFunction launch, UnaryOperator<TransientClusterPipeline.Builder> settings) {
            settings.apply(TransientClusterPipeline.Builder.create(this, name)
                            .pipelineName(name)
                            .launchFunction(launch)
                            .phases(Phase.of("Work", EmrStep.of("Work", "s3://jobs/work.jar"))))
                    .build();
        }
    }

    private static LocalExecution run(String stateMachine) {
        return aws.run(stateMachine, "{}");
    }

    /** Starts an execution, and stops it when the launch first polls the cluster that EMR has accepted. */
    private static LocalExecution stopped(String stateMachine) throws InterruptedException {
        LocalAws local = aws.local();
        AtomicReference<String> execution = new AtomicReference<>("");
        local.faults()
                .fail(
                        "elasticmapreduce:DescribeCluster",
                        CallFault.before(() -> local.stopExecution(execution.get())),
                        1);
        execution.set(local.startExecution(aws.deployment().stateMachine(stateMachine), "{}"));
        return local.awaitExecution(execution.get());
    }

    private static LocalCluster clusterAfter(Duration time) throws InterruptedException {
        aws.local().clock().advance(time);
        aws.local().awaitIdle();
        assertThat(aws.local().clusters()).hasSize(1);
        return aws.local().clusters().get(0);
    }

    @Test
    void aLaunchedClusterKeepsRunning() throws InterruptedException {
        assertThat(run("default_plain").succeeded()).isTrue();

        assertThat(clusterAfter(LONG).state()).isEqualTo("WAITING");
    }

    @Test
    void anIdleClusterTerminatesAfterItsIdleTimeout() throws InterruptedException {
        assertThat(run("default_idle").succeeded()).isTrue();

        assertThat(clusterAfter(Duration.ofMinutes(50)).isAlive()).isTrue();
        assertThat(clusterAfter(Duration.ofMinutes(15)).isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default_plain", "pipeline_default_ends", "pipeline_default_on-kept"})
    void aClusterThatIsNotReadyInTimeIsTerminated(String stateMachine) throws InterruptedException {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        assertThat(run(stateMachine).error()).isEqualTo("ClusterStartFailed");

        assertThat(clusterAfter(Duration.ZERO).isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default_plain", "default_kept"})
    void aClusterThatEmrTerminatesFailsTheLaunch(String stateMachine) throws InterruptedException {
        aws.local()
                .emr()
                .failNextCluster(ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "on the master instance"));

        LocalExecution launch = run(stateMachine);

        assertThat(launch.error()).isEqualTo("ClusterStartFailed");
        assertThat(launch.cause()).contains("BOOTSTRAP_FAILURE", "on the master instance");
        assertThat(clusterAfter(Duration.ZERO).isAlive()).isFalse();
    }

    @Test
    void aClusterThatNeverStartsIsNotTerminatedWithoutWaiting() throws InterruptedException {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        assertThat(run("default_unwaited").succeeded()).isTrue();

        assertThat(clusterAfter(LONG).state()).isEqualTo("STARTING");
    }

    @Test
    void aClusterThatIsNotReadyInTimeKeepsRunningWithoutCleanUp() throws InterruptedException {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        assertThat(run("default_kept").error()).isEqualTo("ClusterStartFailed");

        assertThat(clusterAfter(LONG).isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default_plain", "pipeline_default_ends", "pipeline_default_on-kept", "own-machine"})
    void aStoppedLaunchOrPipelineTerminatesItsCluster(String stateMachine) throws InterruptedException {
        assertThat(stopped(stateMachine).status()).isEqualTo("ABORTED");

        assertThat(clusterAfter(Duration.ZERO).isAlive()).isFalse();
    }

    @Test
    void theClusterOfAStoppedLaunchKeepsRunningWithoutCleanUp() throws InterruptedException {
        assertThat(stopped("default_kept").status()).isEqualTo("ABORTED");

        assertThat(clusterAfter(LONG).isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline_default_ends", "pipeline_default_on-kept"})
    void aSuccessfulPipelineTerminatesItsCluster(String stateMachine) throws InterruptedException {
        assertThat(run(stateMachine).succeeded()).isTrue();

        assertThat(clusterAfter(Duration.ZERO).isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline_default_ends", "pipeline_default_keeps"})
    void aFailedPipelineTerminatesItsCluster(String stateMachine) throws InterruptedException {
        aws.local().emr().failStep("Work", "out of memory");

        assertThat(run(stateMachine).error()).isEqualTo("StepFailed");

        assertThat(clusterAfter(Duration.ZERO).isAlive()).isFalse();
    }

    @Test
    void aPipelineWithKeepClusterOnSuccessKeepsItsCluster() throws InterruptedException {
        assertThat(run("pipeline_default_keeps").succeeded()).isTrue();

        assertThat(clusterAfter(LONG).state()).isEqualTo("WAITING");
    }

    @Test
    void aFailedPersistentPipelineKeepsItsCluster() throws InterruptedException {
        run("default_plain");
        aws.local().emr().failStep("Work", "out of memory");

        assertThat(run("pipeline_default_persistent").error()).isEqualTo("StepFailed");

        assertThat(clusterAfter(LONG).isAlive()).isTrue();
    }

    @Test
    void aFailedUserStateMachineKeepsTheClusterOfItsLaunch() throws InterruptedException {
        assertThat(run("own-machine").status()).isEqualTo("FAILED");

        assertThat(clusterAfter(LONG).isAlive()).isTrue();
    }
}
