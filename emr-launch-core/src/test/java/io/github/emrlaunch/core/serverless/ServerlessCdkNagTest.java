package io.github.emrlaunch.core.serverless;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.profile.Variant;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.kms.KeyProps;
import software.amazon.awscdk.services.logs.LogGroup;

/** cdk-nag's AwsSolutions pack for the constructs of EMR Serverless. */
class ServerlessCdkNagTest {
    private final Stack stack = TestStack.create().stack();

    @Test
    void reportsNoFindingsForServerlessConstructs() {
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .monitoring(ServerlessMonitoring.inBucket(Variant.bucket(stack, "logs"), "")
                        .withManagedLogs(new Key(
                                stack,
                                "Key",
                                KeyProps.builder().enableKeyRotation(true).build()))
                        .withPrometheus(Fn.importValue("RemoteWriteUrl"))
                        .withCloudWatch(CloudWatchLogging.in(
                                LogGroup.Builder.create(stack, "Group").build())))
                .build();
        ServerlessJobRole role = ServerlessJobRole.Builder.create(stack, "JobRole")
                .build()
                .grantReadSamples()
                .grantRead(Variant.bucket(stack, "input"), "in/*")
                .grantReadWrite(Variant.bucket(stack, "output"))
                .grantGlueDatabases("default");
        ServerlessJobFunction.Builder.create(stack, "Function")
                .jobFunctionName("aggregate")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(
                        EmrCode.fromPath("src/test/resources/code", Variant.artifacts(stack), "etl/code"),
                        "jars/a.jar"))
                .build();
        Aspects.of(stack).add(AwsSolutionsChecks.Builder.create().verbose(true).build());

        Annotations annotations = Annotations.fromStack(stack);

        annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
        annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNagValidationFailure.*"));
    }
}
