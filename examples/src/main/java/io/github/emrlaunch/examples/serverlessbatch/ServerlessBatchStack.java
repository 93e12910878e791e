package io.github.emrlaunch.examples.serverlessbatch;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.RegexAppliesTo;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.serverless.JobRunSettings;
import io.github.emrlaunch.core.serverless.MaximumCapacity;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.ServerlessMonitoring;
import io.github.emrlaunch.core.serverless.ServerlessTasks;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * Two Spark jobs on EMR Serverless: one adds up cases by state, the other compares the sums with a reference. Their code and data are
 * uploaded, and all their input and output paths are in S3. A state machine runs them one after the other, and a topic is notified of a
 * failed job.
 */
public final class ServerlessBatchStack extends Stack {
    /** Defines the stack. */
    public ServerlessBatchStack(Construct scope, String id) {
        super(scope, id);
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        suppression(
                                "AwsSolutions-S1", "The bucket holds data of one example: access need not be audited"),
                        suppression("AwsSolutions-SF1", "The history of each execution has all its events"),
                        suppression("AwsSolutions-SF2", "The history of each execution has the times of its events")));
        EmrCode code = EmrCode.fromPath("src/main/emr/serverless-batch/spark", bucket, "spark");
        EmrCode data = EmrCode.fromPath("src/main/emr/serverless-batch/data", bucket, "data/in");
        data.deploy(this);
        String output = "s3://%s/data/out/".formatted(bucket.getBucketName());

        ServerlessApplication application = ServerlessApplication.Builder.create(this, "Application")
                .applicationName("tracker")
                .releaseLabel("emr-7.12.0")
                .maximumCapacity(MaximumCapacity.of(16, 64))
                .monitoring(ServerlessMonitoring.inBucket(bucket, "logs"))
                .build();
        ServerlessJobRole role = ServerlessJobRole.Builder.create(this, "JobRole")
                .applications(application)
                .build()
                .grantReadSamples()
                .grantRead(bucket, "data/in/*")
                .grantReadWrite(bucket, "data/out/*")
                .grantGlueDatabases("default");
        Topic failed = Topic.Builder.create(this, "Failed")
                .topicName("serverless-batch-failed")
                .enforceSsl(true)
                .build();
        SparkJob tracker = SparkJob.of(code, "tracker.py")
                .withSetting(
                        "spark.executor.instances",
                        OverrideRule.of("Executors")
                                .withDefault(2)
                                .withMinimum(1)
                                .withMaximum(3));
        ServerlessJobFunction aggregate = ServerlessJobFunction.Builder.create(this, "Aggregate")
                .jobFunctionName("aggregate")
                .application(application)
                .jobRole(role)
                .job(tracker.withArguments("agg", data.uriOf("cities.csv"))
                        .withArgument(OverrideRule.of("Sums")
                                .withDefault(output + "sums")
                                .withPrefix(output)))
                .runSettings(JobRunSettings.batch().withTimeout(Duration.hours(1)))
                .notifications(Notifications.ofFailure(failed))
                .build();
        ServerlessJobFunction compare = ServerlessJobFunction.Builder.create(this, "Compare")
                .jobFunctionName("compare")
                .application(application)
                .jobRole(role)
                .job(tracker.withArguments("cmp", data.uriOf("states.csv"))
                        .withArgument(OverrideRule.of("Sums")
                                .withDefault(output + "sums")
                                .withPrefix(output))
                        .withArguments(output + "report"))
                .runSettings(JobRunSettings.batch().withTimeout(Duration.hours(1)))
                .notifications(Notifications.ofFailure(failed))
                .build();
        StateMachine batch = StateMachine.Builder.create(this, "Batch")
                .stateMachineName("serverless-batch")
                .definitionBody(
                        DefinitionBody.fromChainable(ServerlessTasks.runJobFunction(this, "Run Aggregate", aggregate)
                                .next(ServerlessTasks.runJobFunction(this, "Run Compare", compare))))
                .build();
        NagSuppressions.addResourceSuppressions(
                batch,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-IAM5")
                        .appliesTo(List.of(RegexAppliesTo.builder()
                                .regex(
                                        "/^Resource::.*:execution:serverless_default_(aggregate|compare):[0-9a-f]+-\\*$/")
                                .build()))
                        .reason("The executions of two job functions, whose names Step Functions generates")
                        .build()),
                true);
    }

    private static NagPackSuppression suppression(String rule, String reason) {
        return NagPackSuppression.builder().id(rule).reason(reason).build();
    }
}
