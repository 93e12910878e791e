package io.github.emrlaunch.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.serverless.JobRunSettings;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;

/** Notifications of ends that no state can report, for all kinds of state machines in one stack. Before a state machine of a job or of a launch
 * times out, EMR has ended the job, or the launch has ended the cluster: that is a failure. */
class EndsAreToldIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(EndsAreToldIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        Notifications failures = Notifications.ofFailure(
                Topic.Builder.create(stack, "Failed").topicName("failed").build());
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .notifications(failures)
                .build();
        Phase work = Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"));
        TransientClusterPipeline.Builder.create(stack, "Transient")
                .pipelineName("transient")
                .launchFunction(launch)
                .phases(work)
                .timeout(software.amazon.awscdk.Duration.hours(1))
                .notifications(failures)
                .build();
        PersistentClusterPipeline.Builder.create(stack, "Persistent")
                .pipelineName("persistent")
                .launchFunction(launch)
                .phases(work)
                .timeout(software.amazon.awscdk.Duration.hours(1))
                .notifications(failures)
                .build();
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .build();
        ServerlessJobFunction.Builder.create(stack, "Job")
                .jobFunctionName("job")
                .application(application)
                .jobRole(ServerlessJobRole.Builder.create(stack, "JobRole")
                        .applications(application)
                        .build())
                .job(SparkJob.at("s3://code/job.py"))
                .runSettings(JobRunSettings.batch().withTimeout(software.amazon.awscdk.Duration.hours(1)))
                .notifications(failures)
                .build();
    }

    private LocalExecution endOf(String machine, String status) throws InterruptedException {
        if (machine.equals("pipeline_default_persistent")) {
            aws.awaitExecution(aws.startExecution(deployment.stateMachine("default_nightly"), "{}"));
        }
        if (machine.equals("default_nightly")) {
            aws.emr().failNextCluster(ClusterFault.neverStarts());
        }
        aws.emr().hangStep("Step");
        aws.serverless().hangJobRun("job");
        String execution = aws.startExecution(deployment.stateMachine(machine), "{}");
        if (status.equals("ABORTED")) {
            aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(20)), () -> aws.stopExecution(execution));
        }
        LocalExecution ended = aws.awaitExecution(execution);
        aws.awaitIdle();
        assertThat(ended.status()).as("%s: %s", ended.error(), ended.cause()).isEqualTo(status);
        return ended;
    }

    @ParameterizedTest
    @CsvSource({
        "pipeline_default_transient, ABORTED, EmrPipeline, default/transient",
        "pipeline_default_transient, TIMED_OUT, EmrPipeline, default/transient",
        "pipeline_default_persistent, ABORTED, EmrPipeline, default/persistent",
        "pipeline_default_persistent, TIMED_OUT, EmrPipeline, default/persistent",
        "default_nightly, ABORTED, EmrLaunchFunction, default/nightly",
        "serverless_default_job, ABORTED, ServerlessJobFunction, default/job"
    })
    void notifiesOnceAboutAbortOrTimeout(String machine, String status, String kind, String name)
            throws InterruptedException {
        LocalExecution ended = endOf(machine, status);
        aws.clock().advance(Duration.ofHours(2));
        aws.awaitIdle();

        List<JsonNode> told = aws.publications("failed").stream()
                .map(publication -> Json.parse(publication.message()))
                .filter(message -> message.path("Execution").asText().equals(ended.arn()))
                .toList();
        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.path("Kind").asText()).isEqualTo(kind);
            assertThat(message.path("Name").asText()).isEqualTo(name);
            assertThat(message.path("Status").asText()).isEqualTo(status);
            assertThat(message.path("Error").asText()).isNotEmpty();
            assertThat(message.path("Cause").asText()).isNotEmpty();
            assertThat(message.has("ClusterId")).isEqualTo(!machine.startsWith("serverless"));
            assertThat(message.has("Left")).isFalse();
        });
    }

    @Test
    void notifiesAboutClusterThatCannotBeTerminated() throws InterruptedException {
        aws.faults()
                .fail("elasticmapreduce:TerminateJobFlows", CallFault.failed("ValidationException", 400, "Not now"), 1);
        endOf("pipeline_default_transient", "TIMED_OUT");

        LocalCluster cluster = aws.clusters().get(0);
        assertThat(left()).isEqualTo(List.of(cluster.id()));
        // Lambda retries.
        aws.clock().advance(Duration.ofMinutes(30));
        aws.awaitIdle();
        assertThat(aws.clusters()).noneMatch(LocalCluster::isAlive);
    }

    @Test
    void notifiesAboutStepThatCannotBeCancelled() throws InterruptedException {
        aws.faults()
                .fail("elasticmapreduce:CancelSteps", CallFault.failed("InvalidRequestException", 400, "Not now"), 1);
        endOf("pipeline_default_persistent", "TIMED_OUT");

        LocalCluster cluster = aws.clusters().get(0);
        assertThat(left()).isEqualTo(List.of(cluster.steps().get(0).id()));
        aws.clock().advance(Duration.ofMinutes(30));
        aws.awaitIdle();
        assertThat(aws.clusters().get(0).steps().get(0).state()).isEqualTo("CANCELLED");
    }

    private List<String> left() {
        return aws.publications("failed").stream()
                .flatMap(publication -> StreamSupport.stream(
                        Json.parse(publication.message()).path("Left").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }
}
