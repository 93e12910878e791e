package io.github.emrlaunch.examples.triggers;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.tasks.StepFunctionsStartExecution;
import software.constructs.Construct;

/**
 * One launch function with two triggers. Each night at two, an EventBridge rule with overrides as its constant input starts a small
 * cluster. When an object arrives under {@code incoming/}, a larger cluster starts, with the event ID as a tag. The rule passes the
 * event unchanged to a state machine, which selects what it needs: an input transformer of EventBridge escapes nothing, so a quote in
 * an object's key would break the input or override something else.
 */
public final class TriggersStack extends Stack {
    /** Defines the stack. */
    public TriggersStack(Construct scope, String id) {
        super(scope, id);
        Vpc vpc = Vpc.Builder.create(this, "Vpc").maxAzs(1).natGateways(1).build();
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .bucketName("incoming-%s-%s".formatted(getAccount(), getRegion()))
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        tellEventBridge(bucket);
        EmrLaunchFunction launchFunction = launchFunction(vpc, bucket);

        Rule.Builder.create(this, "Nightly")
                .description("Starts a small cluster each night at two (UTC)")
                .schedule(Schedule.cron(
                        CronOptions.builder().hour("2").minute("0").build()))
                .targets(List.of(SfnStateMachine.Builder.create(launchFunction.getStateMachine())
                        .input(RuleTargetInput.fromObject(
                                Map.of("ClusterConfigurationOverrides", Map.of("CoreInstanceCount", 2))))
                        .build()))
                .build();
        Rule.Builder.create(this, "Arrival")
                .description("Starts a larger cluster for each object that arrives")
                .eventPattern(EventPattern.builder()
                        .source(List.of("aws.s3"))
                        .detailType(List.of("Object Created"))
                        .detail(arrivals(bucket))
                        .build())
                .targets(List.of(
                        SfnStateMachine.Builder.create(starter(launchFunction)).build()))
                .build();
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason("The bucket holds data of an example: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason(
                                        "The VPC holds an example's clusters for some minutes: traffic need not be audited")
                                .build()));
    }

    private EmrLaunchFunction launchFunction(Vpc vpc, Bucket bucket) {
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("report")
                .vpc(vpc)
                .build();
        profile.authorizeInputBucket(bucket, "incoming/*");
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName("report")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 1))
                .subnets(vpc.getPrivateSubnets().get(0))
                .idleTimeout(Duration.minutes(10))
                .build();
        return EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName("report")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .startTimeout(Duration.minutes(30))
                .build();
    }

    /** Sets the property of the bucket: the L2 construct would use a custom resource. */
    private static void tellEventBridge(Bucket bucket) {
        CfnBucket resource = (CfnBucket) bucket.getNode().getDefaultChild();
        if (resource != null) {
            resource.setNotificationConfiguration(CfnBucket.NotificationConfigurationProperty.builder()
                    .eventBridgeConfiguration(CfnBucket.EventBridgeConfigurationProperty.builder()
                            .eventBridgeEnabled(true)
                            .build())
                    .build());
        }
    }

    private static Map<String, Object> arrivals(Bucket bucket) {
        Map<String, Object> detail = new TreeMap<>();
        detail.put("bucket", Map.of("name", List.of(bucket.getBucketName())));
        detail.put("object", Map.of("key", List.of(Map.of("prefix", "incoming/"))));
        return detail;
    }

    /** Creates the launch's input from the event. */
    private StateMachine starter(EmrLaunchFunction launchFunction) {
        Map<String, Object> tag = new TreeMap<>();
        tag.put("Key", "event");
        tag.put("Value", JsonPath.stringAt("$.id"));
        Map<String, Object> input = new TreeMap<>();
        input.put("ClusterConfigurationOverrides", Map.of("CoreInstanceCount", 6));
        input.put("Tags", List.of(tag));
        StepFunctionsStartExecution start = StepFunctionsStartExecution.Builder.create(this, "Start Launch")
                .stateMachine(launchFunction.getStateMachine())
                .input(TaskInput.fromObject(input))
                .build();
        start.addRetry(RetryProps.builder()
                .errors(List.of(
                        "StepFunctions.ExecutionLimitExceededException", "StepFunctions.AWSStepFunctionsException"))
                .interval(Duration.seconds(5))
                .maxAttempts(5)
                .build());
        StateMachine starter = StateMachine.Builder.create(this, "Starter")
                .stateMachineName("report-starter")
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
}
