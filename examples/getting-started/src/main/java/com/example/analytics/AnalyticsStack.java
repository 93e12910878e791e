package com.example.analytics;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** A pipeline: it launches a cluster, runs two Spark steps, ends the cluster, and sends a message if that fails. */
public final class AnalyticsStack extends Stack {
    /** Defines the stack. */
    public AnalyticsStack(Construct scope, String id) {
        super(scope, id);
        // Its public subnets need no NAT gateway, which costs money day and night.
        Vpc vpc = Vpc.Builder.create(this, "Vpc").maxAzs(2).natGateways(0).build();
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();

        // Who: the roles and security groups of the clusters, and what they may read and write.
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("analytics")
                .vpc(vpc)
                .privateSubnets(false)
                .logsBucket(bucket)
                .build();
        profile.authorizeInputBucket(bucket, "in/*").authorizeOutputBucket(bucket, "out/*");

        // What: hardware and software.
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPublicSubnets().get(0))
                .idleTimeout(Duration.hours(1))
                .build();

        // Both together: a state machine that launches such a cluster.
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("small")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();

        // A state machine that launches a cluster, runs two steps on it, and ends it.
        EmrCode code = EmrCode.fromPath("src/main/emr", bucket, "code");
        String in = bucket.s3UrlForObject("in/orders");
        String orders = bucket.s3UrlForObject("out/orders");
        String report = bucket.s3UrlForObject("out/report");
        EmrStep ingest =
                SparkSubmit.python(code, "ingest.py").arguments(in, orders).toStep("Ingest");
        // In client mode, what it prints is in the log of the step.
        EmrStep count = SparkSubmit.python(code, "report.py")
                .deployMode(SparkSubmit.DeployMode.CLIENT)
                .arguments(orders, report)
                .toStep("Report");
        Topic failed = Topic.Builder.create(this, "Failed")
                .topicName("nightly-failed")
                .enforceSsl(true)
                .build();
        TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName("nightly")
                .launchFunction(launchFunction)
                .phases(Phase.of("Orders", ingest, count))
                .notifications(Notifications.ofFailure(failed))
                .build();
    }
}
