package io.github.emrlaunch.examples.persistentpipeline;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * A launch function for a shared cluster, and a pipeline that runs its steps on it. Each execution sets the day of the steps.
 */
public final class PersistentPipelineStack extends Stack {
    /** Defines the stack. */
    public PersistentPipelineStack(Construct scope, String id) {
        super(scope, id);
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("shared")
                .vpc(vpc)
                .logsBucket(bucket)
                .build();
        profile.authorizeOutputBucket(bucket, "data/*");
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("shared")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                        .configurationName("shared")
                        .releaseLabel("emr-7.12.0")
                        .applications("Hive", "Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPublicSubnets().get(0))
                        .build())
                .defaultFailIfClusterRunning(true)
                .build();

        EmrCode code = EmrCode.fromPath("src/main/emr/persistent-pipeline", bucket, "code");
        EmrStep partitions = EmrStep.hiveScript("Find Partitions", code, "partitions.hql", Map.of("table", "orders"));
        EmrStep summary = SparkSubmit.python(code, "summary.py")
                .arguments(bucket.s3UrlForObject("data/orders"), "DAY", bucket.s3UrlForObject("data/summaries"))
                .toStep("Summary");
        PersistentClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName("daily-summary")
                .launchFunction(launchFunction)
                .phases(Phase.of("Summarize", partitions, summary))
                .notifications(Notifications.ofFailure(Topic.Builder.create(this, "Failed")
                        .topicName("daily-summary-failed")
                        .enforceSsl(true)
                        .build()))
                .build();
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason("The bucket holds data of one example: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason(
                                        "The VPC holds one example cluster for some minutes: traffic need not be audited")
                                .build()));
    }
}
