package io.github.emrlaunch.examples.snstriggeredpipeline;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
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
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
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
 * A pipeline that creates a report for a day. Default: yesterday. Each message to the topic starts it once, see {@link MessageTrigger}.
 */
public final class SnsTriggeredPipelineStack extends Stack {
    private static final String NAME = "sns-triggered-pipeline";

    /** Defines the stack. */
    public SnsTriggeredPipelineStack(Construct scope, String id) {
        super(scope, id);
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        EmrCode code = EmrCode.fromPath("src/main/emr/sns-triggered-pipeline", bucket, "code");
        String extracted = bucket.s3UrlForObject("extracted");
        Topic failed = topic("Failed", NAME + "-failed");
        TransientClusterPipeline pipeline = TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName(NAME)
                .launchFunction(launchFunction(bucket))
                .phases(Phase.of(
                        "Report on a Day",
                        spark(code, "extract.py", "Extract", bucket.s3UrlForObject("events"), extracted),
                        spark(code, "report.py", "Report", extracted, bucket.s3UrlForObject("reports"))))
                .notifications(Notifications.to(topic("Succeeded", NAME + "-succeeded"), failed))
                .build();
        new MessageTrigger(this, "Trigger", topic("Requests", NAME + "-requests"), pipeline.getStateMachine(), failed);
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

    private EmrLaunchFunction launchFunction(Bucket bucket) {
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName(NAME)
                .vpc(vpc)
                .logsBucket(bucket)
                .build();
        profile.authorizeInputBucket(bucket, "events/*")
                .authorizeOutputBucket(bucket, "extracted/*")
                .authorizeOutputBucket(bucket, "reports/*");
        return EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName(NAME)
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                        .configurationName(NAME)
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPublicSubnets().get(0))
                        .build())
                .build();
    }

    /** A step whose day a message may override. Default: yesterday. */
    private static EmrStep spark(EmrCode code, String file, String name, String source, String target) {
        return SparkSubmit.python(code, file)
                .deployMode(SparkSubmit.DeployMode.CLIENT)
                .pyFiles("day.py")
                .arguments(source, "yesterday", target)
                .toStep(name)
                .withOverrideRules(OverrideRule.of("yesterday").withPattern("\\d{4}-\\d{2}-\\d{2}"));
    }

    private Topic topic(String id, String name) {
        return Topic.Builder.create(this, id).topicName(name).enforceSsl(true).build();
    }
}
