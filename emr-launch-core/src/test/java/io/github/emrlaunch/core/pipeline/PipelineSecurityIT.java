package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/**
 * What the roles of pipelines may do to clusters and executions of others. Where a state machine itself would do no harm, it is changed
 * in the template, so that its role alone stands in the way: to {@code victim}, a cluster or an execution that the input names.
 */
class PipelineSecurityIT {
    private static final String VICTIM = "$states.context.Execution.Input.victim";

    @TempDir
    static Path synthesized;

    @TempDir
    Path assembly;

    private final LocalAws aws = LocalAws.start();

    @BeforeAll
    static void synthesize() {
        App app = TestApp.withoutSnapshots(synthesized);
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
        app.synth();
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

    @BeforeEach
    void copyAssembly() throws IOException {
        try (Stream<Path> files = Files.list(synthesized)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, assembly.resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private Deployment deploy(String before, String after) throws IOException {
        Path template = assembly.resolve("Stack.template.json");
        String text = Files.readString(template);
        assertThat(text).contains(before);
        Files.writeString(template, text.replace(before, after));
        return aws.deploy(assembly);
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
    void aPersistentPipelineAddsNoStepToTheClusterOfAnotherLaunchFunction() throws Exception {
        Deployment deployment = deploy("$states.result.Payload.ClusterId %}\\\"}", VICTIM + " %}\\\"}");
        LocalCluster foreign = launch(deployment, "default_foreign");

        LocalExecution execution = run(deployment, "pipeline_default_persistent", foreign.id());

        assertThat(execution.cause())
                .contains("is not authorized to perform: elasticmapreduce:")
                .doesNotContain("errorMessage");
        assertUntouched(foreign);
    }

    /** Neither of another launch function nor of its own launch function, where another pipeline or somebody else has launched it. */
    @Test
    void aTransientPipelineAddsNoStepToAnotherClusterAndEndsNone() throws Exception {
        Deployment deployment = deploy("$states.result.Output.LaunchClusterResult.ClusterId", VICTIM);
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
    void aChainAddsStepsToClustersOfItsLaunchFunctionOnly() throws Exception {
        Deployment deployment = aws.deploy(assembly);
        LocalCluster foreign = launch(deployment, "default_foreign");
        LocalCluster own = launch(deployment, "default_own");

        assertThat(run(deployment, "chain", foreign.id()).cause())
                .contains("is not authorized to perform: elasticmapreduce:");
        assertThat(run(deployment, "chain", own.id()).succeeded()).isTrue();

        assertUntouched(foreign);
        assertThat(cluster(own.id()).steps()).hasSize(1);
    }

    /** Launches that another pipeline of the same launch function, or somebody else, has made. */
    @Test
    void aPipelineStopsNoLaunchOfOthers() throws Exception {
        String ownName = PipelineLaunch.nameExpression("pipeline_default_transient");
        Path template = assembly.resolve("Stack.template.json");
        String text = Files.readString(template);
        // The second mention is that of the state that stops the launch.
        int stop = text.lastIndexOf(ownName);
        assertThat(stop).isGreaterThan(text.indexOf(ownName));
        Files.writeString(template, text.substring(0, stop) + VICTIM + text.substring(stop + ownName.length()));
        Deployment deployment = aws.deploy(assembly);
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
