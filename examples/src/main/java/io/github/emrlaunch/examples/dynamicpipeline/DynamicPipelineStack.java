package io.github.emrlaunch.examples.dynamicpipeline;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.examples.HandlerCode;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.tasks.LambdaInvoke;
import software.constructs.Construct;

/**
 * A pipeline that chooses its work at run time: a Lambda function chooses tables, which are loaded two at a time. The report is created
 * only on some days. {@code {"day": "2026-02-01", "FromPhase": "Report"}} creates it again without loading.
 */
public final class DynamicPipelineStack extends Stack {
    /** Defines the stack. */
    public DynamicPipelineStack(Construct scope, String id) {
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
                .profileName("dynamic-pipeline")
                .vpc(vpc)
                .logsBucket(bucket)
                .build();
        profile.authorizeInputBucket(bucket, "in/*").authorizeOutputBucket(bucket, "out/*");
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("dynamic-pipeline")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                        .configurationName("dynamic-pipeline")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .stepConcurrencyLevel(2)
                        .subnets(vpc.getPublicSubnets().get(0))
                        .build())
                .build();

        EmrCode code = EmrCode.fromPath("src/main/emr/dynamic-pipeline", bucket, "code");
        String out = bucket.s3UrlForObject("out");
        Phase decide = Phase.ofChain("Decide", chooser());
        Phase load = Phase.forEach(
                        "Load",
                        decide.output("$.tables"),
                        SparkSubmit.python(code, "load.py")
                                .arguments(
                                        bucket.s3UrlForObject("in"),
                                        JsonPath.stringAt("$$.Map.Item.Value"),
                                        out + "/tables")
                                .toStep("Load"))
                .atOnce(2);
        Phase report = Phase.of(
                        "Report",
                        SparkSubmit.python(code, "report.py")
                                .arguments(out + "/tables", decide.output("$.day"), out + "/reports")
                                .toStep("Report"))
                .onlyIf(decide.output("$.reportIsDue"));
        TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName("dynamic-pipeline")
                .launchFunction(launchFunction)
                .phases(decide, load, report)
                .notifications(Notifications.ofFailure(Topic.Builder.create(this, "Failed")
                        .topicName("dynamic-pipeline-failed")
                        .enforceSsl(true)
                        .build()))
                .build();
        suppress();
    }

    private IChainable chooser() {
        Function function = Function.Builder.create(this, "TableChooser")
                .runtime(Runtime.JAVA_25)
                .code(HandlerCode.of(TableChooser.class))
                .handler(TableChooser.class.getName() + "::choose")
                .memorySize(512)
                .build();
        return LambdaInvoke.Builder.create(this, "Choose Tables")
                .lambdaFunction(function)
                .payloadResponseOnly(true)
                .build();
    }

    private void suppress() {
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        suppression("AwsSolutions-S1", "The bucket holds what one example reads and writes"),
                        suppression("AwsSolutions-VPC7", "The VPC holds one example cluster for some minutes"),
                        suppression("AwsSolutions-L1", "Java 25 is the newest runtime in regions that support it"),
                        suppression("AwsSolutions-IAM4", "The function has the managed policy for writing logs"),
                        suppression("AwsSolutions-IAM5", "A task may invoke each version of its function")));
    }

    private static NagPackSuppression suppression(String id, String reason) {
        return NagPackSuppression.builder().id(id).reason(reason).build();
    }
}
