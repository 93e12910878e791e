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

/** A pipeline that launches a cluster, runs two Spark steps, terminates the cluster, and sends a message on failure. */
public final class AnalyticsStack extends Stack {
    /** Defines the stack. */
    public AnalyticsStack(Construct scope, String id) {
        super(scope, id);
        // Public subnets only: a NAT gateway is charged by the hour.
        Vpc vpc = Vpc.Builder.create(this, "Vpc").maxAzs(2).natGateways(0).build();
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();

        // The profile: roles, security groups, and the S3 prefixes that the clusters may read and write.
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("analytics")
                .vpc(vpc)
                .privateSubnets(false)
                .logsBucket(bucket)
                .build();
        profile.authorizeInputBucket(bucket, "in/*").authorizeOutputBucket(bucket, "out/*");

        // The cluster configuration: hardware and software.
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPublicSubnets().get(0))
                .idleTimeout(Duration.hours(1))
                .build();

        // The launch function: a state machine that launches this cluster with this profile.
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("small")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();

        // The pipeline: a state machine that launches a cluster, runs two steps, and terminates the cluster.
        EmrCode code = EmrCode.fromPath("src/main/emr", bucket, "code");
        String in = bucket.s3UrlForObject("in/orders");
        String orders = bucket.s3UrlForObject("out/orders");
        String report = bucket.s3UrlForObject("out/report");
        EmrStep ingest =
                SparkSubmit.python(code, "ingest.py").arguments(in, orders).toStep("Ingest");
        // In client mode, the log of the step has the output of the script.
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
