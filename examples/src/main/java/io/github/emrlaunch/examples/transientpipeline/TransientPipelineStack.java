package io.github.emrlaunch.examples.transientpipeline;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.tasks.LambdaInvoke;
import software.constructs.Construct;

/**
 * Two phases, each with two parallel steps and a check of their results: tables are ingested, then reports are created. Between them a
 * Lambda function in Python chooses the columns of the reports. The cluster is terminated at the end, and topics are notified of the
 * result.
 */
public final class TransientPipelineStack extends Stack {
    private static final String FOLDER = "src/main/emr/transient-pipeline/";

    /** Defines the stack. */
    public TransientPipelineStack(Construct scope, String id) {
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
                .profileName("transient-pipeline")
                .vpc(vpc)
                .logsBucket(bucket)
                .build();
        profile.authorizeInputBucket(bucket, "in/*").authorizeOutputBucket(bucket, "out/*");
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("transient-pipeline")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                        .configurationName("transient-pipeline")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .stepConcurrencyLevel(2)
                        .subnets(vpc.getPublicSubnets().get(0))
                        .build())
                .build();

        EmrCode code = EmrCode.fromPath(FOLDER + "spark", bucket, "code");
        EmrCode.fromPath(FOLDER + "data", bucket, "in").deploy(this);
        Phase columns = Phase.ofChain("Choose Columns", columnChooser(bucket));
        String in = bucket.s3UrlForObject("in");
        String out = bucket.s3UrlForObject("out");
        TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName("transient-pipeline")
                .launchFunction(launchFunction)
                .phases(
                        Phase.parallel(
                                        "Ingest",
                                        spark(code, "ingest.py", "Ingest Orders", "orders", in, out),
                                        spark(code, "ingest.py", "Ingest Customers", "customers", in, out))
                                .validatedBy(spark(code, "check.py", "Check Tables", out, "orders", "customers")),
                        columns,
                        Phase.parallel(
                                        "Report",
                                        spark(
                                                code,
                                                "report.py",
                                                "Report Orders",
                                                out,
                                                "orders",
                                                columns.output("$.orders"),
                                                out + "/reports"),
                                        spark(
                                                code,
                                                "report.py",
                                                "Report Customers",
                                                out,
                                                "customers",
                                                columns.output("$.customers"),
                                                out + "/reports"))
                                .validatedBy(spark(code, "check.py", "Check Reports", out + "/reports", "orders")))
                .notifications(Notifications.to(topic("Succeeded"), topic("Failed")))
                .build();
        suppress();
    }

    /** A function in Python, which reads the files of the tables with boto3. */
    private IChainable columnChooser(IBucket bucket) {
        Function function = Function.Builder.create(this, "ReportColumns")
                .runtime(Runtime.PYTHON_3_13)
                .code(Code.fromAsset(FOLDER + "functions"))
                .handler("report_columns.choose")
                .environment(Map.of("BUCKET", bucket.getBucketName()))
                .timeout(Duration.seconds(30))
                .build();
        function.addToRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of("s3:ListBucket"))
                .resources(List.of(bucket.getBucketArn()))
                .conditions(Map.of("StringLike", Map.of("s3:prefix", "in/*")))
                .build());
        function.addToRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of("s3:GetObject"))
                .resources(List.of(bucket.arnForObjects("in/*")))
                .build());
        return LambdaInvoke.Builder.create(this, "Look at Headers")
                .lambdaFunction(function)
                .payload(TaskInput.fromObject(Map.of(
                        "tables", List.of("orders", "customers"),
                        "columns", List.of("day", "country"))))
                .payloadResponseOnly(true)
                .build();
    }

    private void suppress() {
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        suppression(
                                "AwsSolutions-S1", "The bucket holds data of one example: access need not be audited"),
                        suppression(
                                "AwsSolutions-VPC7",
                                "The VPC holds one example cluster for some minutes: traffic need not be audited"),
                        suppression("AwsSolutions-L1", "Python 3.13 is offered in every region"),
                        suppression("AwsSolutions-IAM4", "The function has the managed policy for writing logs"),
                        suppression(
                                "AwsSolutions-IAM5",
                                "A task may invoke each version of its function, which reads each file of the"
                                        + " tables")));
    }

    private static NagPackSuppression suppression(String rule, String reason) {
        return NagPackSuppression.builder().id(rule).reason(reason).build();
    }

    private static EmrStep spark(EmrCode code, String file, String name, String... arguments) {
        return SparkSubmit.python(code, file).arguments(arguments).toStep(name);
    }

    private Topic topic(String outcome) {
        return Topic.Builder.create(this, outcome)
                .topicName("transient-pipeline-" + outcome.toLowerCase(Locale.ROOT))
                .enforceSsl(true)
                .build();
    }
}
