package io.github.emrlaunch.core.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;

/** A launch in a stack with all settings of functions. */
class FunctionSettingsIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(FunctionSettingsIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        Key key = Key.Builder.create(stack, "Key").build();
        Topic alarms = Topic.Builder.create(stack, "Alarms").masterKey(key).build();
        FunctionSettings.builder()
                .vpc(
                        vpc,
                        SubnetSelection.builder()
                                .subnetType(SubnetType.PRIVATE_WITH_EGRESS)
                                .build(),
                        SecurityGroup.Builder.create(stack, "Group").vpc(vpc).build())
                .encryptionKey(key)
                .reservedConcurrency(5)
                .logFormat(LoggingFormat.JSON)
                .logRetention(RetentionDays.ONE_YEAR)
                .tracing(true)
                .retainVersions(false)
                .alarmTopic(alarms)
                .build()
                .applyTo(stack);
        EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .notifications(Notifications.to(alarms, alarms))
                .build();
        Bucket data = new Bucket(stack, "Data");
        NotebookCluster.Builder.create(stack, "Notebooks")
                .clusterName("lab")
                .emrProfile(EmrProfile.Builder.create(stack, "NotebookProfile")
                        .profileName("notebooks")
                        .vpc(vpc)
                        .httpPutResponseHopLimit(2)
                        .build())
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(data)
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(vpc.getPrivateSubnets().get(0))
                .users("admin")
                .sshFrom("203.0.113.0/24")
                .build();
        ServerlessJobFunction.Builder.create(stack, "Job")
                .jobFunctionName("job")
                .application(ServerlessApplication.Builder.create(stack, "Application")
                        .applicationName("batch")
                        .releaseLabel("emr-7.12.0")
                        .build())
                .jobRole(ServerlessJobRole.Builder.create(stack, "JobRole").build())
                .job(SparkJob.at("s3://code/job.py"))
                .build();
        ControlPlane.Builder.create(stack, "ControlPlane").build();
    }

    @Test
    void stackWithAllSettingsDeploysAndLaunchesCluster() {
        assertThat(deployment.skippedResources())
                .extracting(DeployedResource::type)
                .containsOnly("Custom::EmrLaunchStopApplication");

        LocalExecution execution = aws.run("default_nightly", "{}");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(aws.run("serverless_default_job", "{}").status()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.state())
                .isEqualTo("WAITING"));
    }

    /** The function's role has the permissions for the key of the queue. */
    @Test
    void failedCleanUpEventReachesEncryptedQueue() throws InterruptedException {
        aws.faults()
                .fail("elasticmapreduce:ListClusters", CallFault.failed("AccessDeniedException", 400, "not now"), 100);
        aws.clock().advance(Duration.ofMinutes(20));
        aws.awaitIdle();

        String queue = deployment.ofType("AWS::SQS::Queue").get(0).physicalId();
        assertThat(aws.messages(queue)).isNotEmpty();
    }
}
