package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;

/** Two pipelines of one launch function: {@code pipeline}, with two phases, and {@code other}, with a timeout of half an hour. */
final class PipelineStack {
    private PipelineStack() {}

    static void add(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(stack, "Launch")
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
                        .stepConcurrencyLevel(2)
                        .terminationProtection(true)
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        TransientClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launch)
                .phases(
                        Phase.parallel(
                                        "Ingest",
                                        EmrStep.of("Orders", "s3://jobs/ingest.jar", "orders", "2026-01-01")
                                                .withOverridableArguments("orders", "2026-01-01"),
                                        EmrStep.of("Customers", "s3://jobs/ingest.jar", "customers", "2026-01-01")
                                                .withOverridableArguments("customers", "2026-01-01"))
                                .validatedBy(EmrStep.of("Check", "s3://jobs/check.jar")),
                        Phase.of(
                                "Publish",
                                EmrStep.of("Report", "s3://jobs/report.jar", "it's", "daily")
                                        .withOverridableArguments("daily")))
                .notifications(Notifications.to(
                        Topic.Builder.create(stack, "Succeeded")
                                .topicName("succeeded")
                                .build(),
                        Topic.Builder.create(stack, "Failed")
                                .topicName("failed")
                                .build()))
                .build();
        TransientClusterPipeline.Builder.create(stack, "Other")
                .pipelineName("other")
                .launchFunction(launch)
                .phases(Phase.of(
                        "Work",
                        EmrStep.of("Other", "command-runner.jar", "other", "daily")
                                .withOverridableArguments("daily")))
                .timeout(Duration.minutes(30))
                .build();
    }
}
