package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cdklabs.cdknag.HIPAASecurityChecks;
import io.github.cdklabs.cdknag.NIST80053R4Checks;
import io.github.cdklabs.cdknag.NIST80053R5Checks;
import io.github.cdklabs.cdknag.PCIDSS321Checks;
import io.github.cdklabs.cdknag.ServerlessChecks;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.environment.NotebookStudio;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.Variant;
import io.github.emrlaunch.core.serverless.CloudWatchLogging;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.ServerlessMonitoring;
import io.github.emrlaunch.core.serverless.SparkJob;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;

/**
 * Runs cdk-nag's packs for HIPAA, NIST 800-53, PCI DSS and serverless applications over a stack with the operators'
 * settings.
 */
class CompliancePacksTest {
    private static final Pattern FINDING = Pattern.compile(
            "((HIPAA\\.Security|NIST\\.800\\.53\\.R[45]|PCI\\.DSS\\.321|Serverless)-(\\w+)).*", Pattern.DOTALL);

    private final TestStack test = TestStack.create();
    private @Nullable EmrProfile first;

    private static void applySettings(Stack stack, IVpc vpc, ISecurityGroup group, ITopic alarms) {
        Key key = Key.Builder.create(stack, "OperatorsKey")
                .enableKeyRotation(true)
                .build();
        FunctionSettings.builder()
                .vpc(
                        vpc,
                        SubnetSelection.builder()
                                .subnets(vpc.getPrivateSubnets())
                                .build(),
                        group)
                .encryptionKey(key)
                .reservedConcurrency(5)
                .logRetention(RetentionDays.ONE_YEAR)
                .tracing(true)
                .alarmTopic(alarms)
                .build()
                .applyTo(stack);
    }

    private void applySettings() {
        applySettings(
                test.stack(),
                test.importedVpc(),
                test.securityGroup("sg-functions"),
                Topic.fromTopicArn(test.stack(), "Alarms", "arn:aws:sns:us-east-1:123456789012:alarms"));
    }

    private EmrProfile profile(Variant variant) {
        EmrProfile.Builder builder = EmrProfile.Builder.create(test.stack(), variant.name())
                .profileName(variant.documentName())
                .vpc(test.importedVpc())
                .logsBucket(Variant.bucket(test.stack(), "logs"))
                .artifactsBucket(Variant.artifacts(test.stack()));
        // A stack may have 500 resources, so all profiles share the groups of the first.
        if (first != null) {
            builder.securityGroups(first.getMasterGroup(), first.getWorkersGroup());
        }
        variant.apply(test.stack(), builder);
        EmrProfile profile = builder.build();
        profile.authorizeInputBucket(Variant.bucket(test.stack(), "input"), "in/*");
        first = first == null ? profile : first;
        return profile;
    }

    private EmrCode code(String prefix) {
        return EmrCode.fromPath("src/test/resources/code", Variant.artifacts(test.stack()), prefix);
    }

    private void addLaunchesAndPipelines() {
        Stack stack = test.stack();
        EmrProfile profile = profile(Variant.IMDSV1);
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(stack, "LaunchFunction")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(test.configuration()
                        .bootstrapActions(BootstrapAction.of("install", code("etl/code"), "install.sh"))
                        .build())
                .notifications(Notifications.ofFailure(
                        Topic.fromTopicArn(stack, "Topic", "arn:aws:sns:us-east-1:123456789012:failed")))
                .build();
        Phase phase = Phase.of("Work", EmrStep.shellScript("Install", code("etl/steps"), "install.sh"));
        TransientClusterPipeline.Builder.create(stack, "Transient")
                .pipelineName("transient")
                .launchFunction(launch)
                .phases(phase)
                .build();
        PersistentClusterPipeline.Builder.create(stack, "Persistent")
                .pipelineName("persistent")
                .launchFunction(launch)
                .phases(phase)
                .build();
        PersistentClusterPipeline.Builder.create(stack, "AnyOfName")
                .pipelineName("any-of-name")
                .anyClusterNamed("shared")
                .emrProfile(profile)
                .phases(phase)
                .build();
        NotebookCluster.Builder.create(stack, "Lab")
                .clusterName("lab")
                .emrProfile(profile)
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(Variant.bucket(stack, "notebooks"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(test.subnet())
                .users("philipp")
                .sshFrom("203.0.113.0/24")
                .build();
        NotebookStudio.Builder.create(stack, "Studio")
                .studioName("spark")
                .vpc(test.importedVpc())
                .notebooksBucket(Variant.bucket(stack, "notebooks"))
                .build();
        ControlPlane.Builder.create(stack, "ControlPlane").build();
    }

    private void addServerlessJobs() {
        Stack stack = test.stack();
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .monitoring(ServerlessMonitoring.inBucket(Variant.bucket(stack, "logs"), "")
                        .withCloudWatch(CloudWatchLogging.in(LogGroup.fromLogGroupName(stack, "Group", "/emr/batch"))))
                .build();
        ServerlessJobRole role = ServerlessJobRole.Builder.create(stack, "JobRole")
                .build()
                .grantReadSamples()
                .grantRead(Variant.bucket(stack, "input"), "in/*")
                .grantGlueDatabases("default");
        ServerlessJobFunction.Builder.create(stack, "JobFunction")
                .jobFunctionName("aggregate")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(code("jobs"), "jars/a.jar"))
                .build();
    }

    /** Returns the findings of all packs, as {@code /PATH RULE} with the name of the rule that the packs share. */
    @SuppressWarnings("deprecation") // The CDK has no other way to what it found.
    private Set<String> findings() {
        Stack stack = test.stack();
        Aspects.of(stack).add(HIPAASecurityChecks.Builder.create().build());
        Aspects.of(stack).add(NIST80053R4Checks.Builder.create().build());
        Aspects.of(stack).add(NIST80053R5Checks.Builder.create().build());
        Aspects.of(stack).add(PCIDSS321Checks.Builder.create().build());
        Aspects.of(stack).add(ServerlessChecks.Builder.create().build());
        Annotations annotations = Annotations.fromStack(stack);
        Set<String> findings = new TreeSet<>();
        Stream.of(annotations.findError("*", Match.anyValue()), annotations.findWarning("*", Match.anyValue()))
                .flatMap(List::stream)
                .forEach(message -> {
                    String text = String.valueOf(message.getEntry().getData());
                    Matcher finding = FINDING.matcher(text);
                    assertThat(text).doesNotContain("CdkNagValidationFailure");
                    if (finding.matches()) {
                        findings.add(message.getId() + " " + finding.group(3));
                    }
                });
        return findings;
    }

    @Test
    void reportNoFindingsWithFunctionSettings() {
        applySettings();
        addLaunchesAndPipelines();
        addServerlessJobs();

        assertThat(findings()).isEmpty();
    }

    @Test
    void reportOnlyRotationOfTestKeysForProfileVariants() {
        for (Variant variant : Variant.values()) {
            profile(variant);
        }

        assertThat(findings()).as("keys of the test have no rotation").allSatisfy(finding -> assertThat(finding)
                .endsWith("/Resource KMSBackingKeyRotationEnabled"));
    }

    @Test
    void reportNoFindingsForGrantsToExistingRoles() {
        Role instanceRole = role("InstanceRole", "ec2.amazonaws.com");
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .serviceRole(role("ServiceRole", "elasticmapreduce.amazonaws.com"))
                .instanceRole(instanceRole)
                .build()
                .authorizeInputKey(Key.Builder.create(test.stack(), "Data")
                        .enableKeyRotation(true)
                        .build());

        assertThat(findings()).isEmpty();
    }

    private Role role(String id, String service) {
        return Role.Builder.create(test.stack(), id)
                .assumedBy(new ServicePrincipal(service))
                .managedPolicies(List.of(ManagedPolicy.fromManagedPolicyArn(
                        test.stack(), id + "Policy", "arn:aws:iam::123456789012:policy/" + id)))
                .build();
    }

    /** The remaining findings depend on the settings. */
    @Test
    void reportOnlyRulesOfMissingFunctionSettings() {
        addLaunchesAndPipelines();
        addServerlessJobs();

        assertThat(findings())
                .hasSizeGreaterThan(10)
                .extracting(finding -> finding.substring(finding.lastIndexOf(' ') + 1))
                .containsOnly(
                        "CloudWatchLogGroupEncrypted",
                        "LambdaConcurrency",
                        "LambdaDLQ",
                        "LambdaInsideVPC",
                        "LambdaTracing",
                        "SecretsManagerUsingKMSKey",
                        "StepFunctionStateMachineXray");
    }

    @Test
    void reportUnencryptedLogGroupAddedByUser() {
        applySettings();
        addLaunchesAndPipelines();
        LogGroup.Builder.create(test.stack(), "UsersLogs").build();

        assertThat(findings()).containsExactly("/Stack/UsersLogs/Resource CloudWatchLogGroupEncrypted");
    }
}
