package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.ChangedAssembly;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/**
 * Access of the roles of pipelines to clusters and executions of others. If a state machine does not allow an attack, the test changes it
 * in the template, so that only its role can prevent the attack on {@code victim}, a cluster or an execution in the input.
 */
class PipelineSecurityIT {
    private static final String VICTIM = "$states.context.Execution.Input.victim";

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PipelineSecurityIT::addStack);

    @TempDir
    Path assembly;

    private final LocalAws aws = deployed.local();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction own = launchFunction(stack, vpc, "own");
        launchFunction(stack, vpc, "foreign");
        for (String name : List.of("transient", "neighbour")) {
            TransientClusterPipeline.Builder.create(stack, name)
                    .pipelineName(name)
                    .launchFunction(own)
                    .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar")))
                    .build();
        }
        PersistentClusterPipeline.Builder.create(stack, "Persistent")
                .pipelineName("persistent")
                .launchFunction(own)
                .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar")))
                .build();
        StateMachine.Builder.create(stack, "Machine")
                .stateMachineName("chain")
                .definitionBody(DefinitionBody.fromChainable(EmrChains.phases(
                        stack,
                        "Phases",
                        EmrCluster.launchedBy(own, "$.victim"),
                        List.of(Phase.of("Work", EmrStep.of("Chained", "s3://jobs/job.jar"))))))
                .build();
    }

    private static EmrLaunchFunction launchFunction(Stack stack, Vpc vpc, String name) {
        return EmrLaunchFunction.Builder.create(stack, "Launch-" + name)
                .launchFunctionName(name)
                .emrProfile(EmrProfile.Builder.create(stack, "Profile-" + name)
                        .profileName(name)
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration-" + name)
                        .configurationName(name)
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 1))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
    }

    /** Deploys a changed template as an update. */
    private Deployment deploy(UnaryOperator<String> change) {
        return aws.deploy(ChangedAssembly.copy(deployed.assemblies().get(0), assembly, change));
    }

    private LocalExecution run(Deployment deployment, String machine, String victim) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(
                deployment.stateMachine(machine), Json.write(Json.object().put("victim", victim))));
    }

    private LocalCluster launch(Deployment deployment, String machine) throws InterruptedException {
        assertThat(aws.awaitExecution(aws.startExecution(deployment.stateMachine(machine), "{}"))
                        .succeeded())
                .isTrue();
        return aws.clusters().get(aws.clusters().size() - 1);
    }

    private LocalCluster cluster(String id) {
        return aws.clusters().stream()
                .filter(cluster -> cluster.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void assertUntouched(LocalCluster victim) {
        assertThat(cluster(victim.id()).steps()).isEmpty();
        assertThat(cluster(victim.id()).isAlive()).isTrue();
    }

    @Test
    void persistentPipelineMayNotUseClusterOfOtherLaunchFunction() throws Exception {
        Deployment deployment =
                deploy(template -> template.replace("$states.result.Payload.ClusterId %}\\\"}", VICTIM + " %}\\\"}"));
        LocalCluster foreign = launch(deployment, "default_foreign");

        LocalExecution execution = run(deployment, "pipeline_default_persistent", foreign.id());

        assertThat(execution.cause())
                .contains("is not authorized to perform: elasticmapreduce:")
                .doesNotContain("errorMessage");
        assertUntouched(foreign);
    }

    /** Clusters of another launch function, or of its own launch function if another pipeline or a user has launched them. */
    @Test
    void transientPipelineMayNotUseClustersOfOtherLaunches() throws Exception {
        Deployment deployment =
                deploy(template -> template.replace("$states.result.Output.LaunchClusterResult.ClusterId", VICTIM));
        for (String machine : List.of("default_foreign", "default_own")) {
            LocalCluster victim = launch(deployment, machine);

            LocalExecution execution = run(deployment, "pipeline_default_transient", victim.id());

            assertThat(execution.status()).isEqualTo("FAILED");
            assertThat(execution.cause()).contains("is not authorized to perform: elasticmapreduce:");
            aws.awaitIdle();
            assertUntouched(victim);
        }
    }

    @Test
    void chainMayUseOnlyClustersOfItsLaunchFunction() throws Exception {
        Deployment deployment = deployed.deployment();
        LocalCluster foreign = launch(deployment, "default_foreign");
        LocalCluster own = launch(deployment, "default_own");

        assertThat(run(deployment, "chain", foreign.id()).cause())
                .contains("is not authorized to perform: elasticmapreduce:");
        assertThat(run(deployment, "chain", own.id()).succeeded()).isTrue();

        assertUntouched(foreign);
        assertThat(cluster(own.id()).steps()).hasSize(1);
    }

    /** Launches by another pipeline with the same launch function, or by a user. */
    @Test
    void pipelineMayNotStopOtherLaunches() throws Exception {
        String ownName = PipelineLaunch.nameExpression("pipeline_default_transient");
        Deployment deployment = deploy(template -> {
            // The second occurrence is in the state that stops the launch.
            int stop = template.lastIndexOf(ownName);
            assertThat(stop).isGreaterThan(template.indexOf(ownName));
            return template.substring(0, stop) + VICTIM + template.substring(stop + ownName.length());
        });
        String neighbour = aws.startExecution(deployment.stateMachine("pipeline_default_neighbour"), "{}");
        assertThat(aws.awaitExecution(neighbour).succeeded()).isTrue();
        String own = deployment.stateMachine("default_own");
        List<String> victims = List.of(
                PipelineLaunch.name(neighbour),
                "of-somebody",
                PipelineLaunch.prefix("pipeline_default_transient").replace("-", ""),
                "x" + PipelineLaunch.prefix("pipeline_default_transient"));
        for (String victim : victims.subList(1, victims.size())) {
            assertThat(aws.awaitExecution(aws.startExecution(own, victim, "{}")).succeeded())
                    .isTrue();
        }
        for (String victim : victims) {
            aws.emr().failClustersNamed("own", ClusterFault.rejected("ValidationException", "no"));

            assertThat(run(deployment, "pipeline_default_transient", victim).status())
                    .isEqualTo("FAILED");
        }

        List<Authorization> stops = aws.authorizations().stream()
                .filter(authorization -> authorization.action().equals("states:StopExecution"))
                .toList();
        assertThat(stops).noneMatch(Authorization::allowed);
        assertThat(stops.stream().map(Authorization::resource).distinct())
                .containsExactlyElementsOf(victims.stream()
                        .map(victim -> own.replace(":stateMachine:", ":execution:") + ":" + victim)
                        .toList());
    }
}
