package io.github.emrlaunch.examples.plaincluster;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/**
 * A plain Spark cluster of two {@code r6g.xlarge}, one of them the primary node, which terminates after an idle minute; and a Spark
 * step that is added to it. Its operating system has a fixed release.
 */
public final class PlainClusterStack extends Stack {
    /** Defines the stack. */
    public PlainClusterStack(Construct scope, String id) {
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
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason("The bucket holds data of one example cluster: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason(
                                        "The VPC holds one example cluster for some minutes: traffic need not be audited")
                                .build()));

        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("brioche")
                .vpc(vpc)
                .logsBucket(bucket)
                .logsPath("log")
                .build();
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName("brioche")
                .releaseLabel("emr-7.12.0")
                .osReleaseLabel("2023.9.20251117.1")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("r6g.xlarge"), InstanceGroup.core("r6g.xlarge", 1))
                .subnets(vpc.getPublicSubnets().get(0))
                .idleTimeout(Duration.seconds(60))
                .build();
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("brioche")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();

        EmrCode code = EmrCode.fromPath("src/main/emr/plain-cluster", bucket, "code");
        PersistentClusterPipeline.Builder.create(this, "Step")
                .pipelineName("brioche-step")
                .launchFunction(launchFunction)
                .phases(Phase.of(
                        "Spark", SparkSubmit.python(code, "spark_step.py").toStep("BriocheSparkStep")))
                .build();
    }
}
