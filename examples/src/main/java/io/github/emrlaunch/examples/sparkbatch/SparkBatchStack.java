package io.github.emrlaunch.examples.sparkbatch;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;
import software.amazon.awscdk.services.events.targets.SnsTopic;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.tasks.StepFunctionsStartExecution;
import software.constructs.Construct;

/**
 * Orders arrive as objects under {@code incoming/} in a landing bucket. Each object starts a cluster that ingests and prepares it into
 * a data bucket. A mail reports the result.
 */
public final class SparkBatchStack extends Stack {
    /**
     * Defines the stack.
     *
     * @param summaryEmail the mail address for the result of each run, or null
     */
    public SparkBatchStack(Construct scope, String id, @Nullable String summaryEmail) {
        super(scope, id);
        Bucket landing = bucket("Landing");
        Bucket data = bucket("Data");
        EmrCode code = EmrCode.fromPath("src/main/emr/spark-batch", data, "code");
        String ingested = data.s3UrlForObject("ingested");
        IStateMachine pipeline = TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName("spark-batch")
                .launchFunction(launchFunction(landing, data))
                .phases(Phase.of(
                        "Batch",
                        spark(code, "ingest.py", "Ingest", landing.s3UrlForObject(), ingested),
                        spark(code, "prepare.py", "Prepare", ingested, data.s3UrlForObject("prepared"))))
                .build()
                .getStateMachine();

        startOnArrival(landing, pipeline);
        Topic summaries = Topic.Builder.create(this, "Summaries")
                .topicName("spark-batch-summaries")
                .enforceSsl(true)
                .build();
        if (summaryEmail != null) {
            summaries.addSubscription(new EmailSubscription(summaryEmail));
        }
        summarize(pipeline, summaries);
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason("The buckets hold data of one example: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason(
                                        "The VPC holds one example cluster for some minutes: traffic need not be audited")
                                .build()));
    }

    /**
     * A step in which the object's key replaces {@code KEY} as one argument. The driver runs in client mode, because YARN starts a
     * driver with a shell, which would interpret the key.
     */
    private static EmrStep spark(EmrCode code, String file, String name, String source, String target) {
        return SparkSubmit.python(code, file)
                .deployMode(SparkSubmit.DeployMode.CLIENT)
                .pyFiles("batch.py")
                .arguments(source, "KEY", target)
                .toStep(name);
    }

    private EmrLaunchFunction launchFunction(Bucket landing, Bucket data) {
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("spark-batch")
                .vpc(vpc)
                .logsBucket(data)
                .build();
        profile.authorizeInputBucket(landing, "incoming/*")
                .authorizeOutputBucket(data, "ingested/*")
                .authorizeOutputBucket(data, "prepared/*");
        return EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("spark-batch")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                        .configurationName("spark-batch")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPublicSubnets().get(0))
                        .build())
                .build();
    }

    private void startOnArrival(Bucket landing, IStateMachine pipeline) {
        // The property of the bucket: the L2 construct would use a custom resource.
        if (landing.getNode().getDefaultChild() instanceof CfnBucket resource) {
            resource.addPropertyOverride("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", true);
        }
        Map<String, Object> arrivals = new LinkedHashMap<>();
        arrivals.put("bucket", Map.of("name", List.of(landing.getBucketName())));
        arrivals.put("object", Map.of("key", List.of(Map.of("prefix", "incoming/"))));
        Rule.Builder.create(this, "Arrival")
                .description("Starts the pipeline for each object that arrives")
                .eventPattern(EventPattern.builder()
                        .source(List.of("aws.s3"))
                        .detailType(List.of("Object Created"))
                        .detail(arrivals)
                        .build())
                .targets(List.of(
                        SfnStateMachine.Builder.create(starter(pipeline)).build()))
                .build();
    }

    /**
     * Creates the pipeline's input from the event; the key remains a JSON string. An input transformer of EventBridge escapes nothing,
     * so a quote in a key would break or change the JSON.
     */
    private StateMachine starter(IStateMachine pipeline) {
        Map<String, Object> key = Map.of("KEY", JsonPath.stringAt("$.detail.object.key"));
        Map<String, Object> overrides = new LinkedHashMap<>();
        overrides.put("Ingest", key);
        overrides.put("Prepare", key);
        StepFunctionsStartExecution start = StepFunctionsStartExecution.Builder.create(this, "Start Pipeline")
                .stateMachine(pipeline)
                .input(TaskInput.fromObject(Map.of("StepArgumentOverrides", overrides)))
                .build();
        start.addRetry(RetryProps.builder()
                .errors(List.of(
                        "StepFunctions.ExecutionLimitExceededException", "StepFunctions.AWSStepFunctionsException"))
                .interval(Duration.seconds(5))
                .maxAttempts(5)
                .build());
        StateMachine starter = StateMachine.Builder.create(this, "Starter")
                .stateMachineName("spark-batch-starter")
                .definitionBody(DefinitionBody.fromChainable(start))
                .timeout(Duration.minutes(10))
                .build();
        suppress(starter, "AwsSolutions-SF1", "Step Functions keeps the history of each execution for 90 days");
        suppress(starter, "AwsSolutions-SF2", "The history shows the one call of the state");
        return starter;
    }

    private static void suppress(StateMachine machine, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                machine,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }

    private void summarize(IStateMachine pipeline, Topic summaries) {
        Map<String, Object> ends = new LinkedHashMap<>();
        ends.put("stateMachineArn", List.of(pipeline.getStateMachineArn()));
        ends.put("status", List.of("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"));
        Rule.Builder.create(this, "Summary")
                .description("Reports the result of each run of the pipeline")
                .eventPattern(EventPattern.builder()
                        .source(List.of("aws.states"))
                        .detailType(List.of("Step Functions Execution Status Change"))
                        .detail(ends)
                        .build())
                // Unchanged: input and cause have quotes, which an input transformer does not escape.
                .targets(List.of(SnsTopic.Builder.create(summaries)
                        .message(RuleTargetInput.fromEventPath("$.detail"))
                        .build()))
                .build();
    }

    private Bucket bucket(String id) {
        return Bucket.Builder.create(this, id)
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
    }
}
