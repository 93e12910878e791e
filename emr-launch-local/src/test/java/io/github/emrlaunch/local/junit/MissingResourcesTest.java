package io.github.emrlaunch.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalExecution;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** Missing resources that stacks refer to are listed together, each with the line that declares it. */
class MissingResourcesTest {
    private static final String ACCOUNT = "arn:aws:iam::123456789012:";
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:theirs-a1B2c3";
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:their-topic";
    private static final String MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:" + MachineStack.MACHINE;

    private static ExtensionSettings app(Consumer<App> stacks) {
        return and(ExtensionSettings.NONE, stacks);
    }

    private static ExtensionSettings and(ExtensionSettings settings, Consumer<App> stacks) {
        return settings.withApp((values, folder) -> {
            CdkApps.synthesize(stacks, values, folder);
            return folder;
        });
    }

    private static Role role(Stack stack, String... resources) {
        Role role = Role.Builder.create(stack, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .build();
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("*"))
                .resources(List.of(resources))
                .build());
        return role;
    }

    private static void names(App app) {
        role(
                new Stack(app, "Team"),
                ACCOUNT + "role/their-role",
                ACCOUNT + "role/service-role/their-path",
                ACCOUNT + "role/any-*",
                ACCOUNT + "instance-profile/their-profile",
                "arn:aws:s3:::their-bucket/*",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:named",
                SECRET,
                TOPIC);
    }

    @Test
    void eachArnIsListedWithTheLineThatDeclaresIt() {
        try (DeployedAws aws = DeployedAws.start(app(MissingResourcesTest::names))) {
            assertThat(aws.deployment().missing())
                    .containsExactly(
                            ACCOUNT + "instance-profile/their-profile is missing:"
                                    + " existing.instanceProfile(\"their-profile\", \"their-profile\")",
                            ACCOUNT + "role/service-role/their-path is missing:"
                                    + " existing.role(\"service-role/their-path\")",
                            ACCOUNT + "role/their-role is missing: existing.role(\"their-role\")",
                            "arn:aws:s3:::their-bucket is missing: existing.bucket(\"their-bucket\")",
                            "arn:aws:secretsmanager:us-east-1:123456789012:secret:named is missing:"
                                    + " existing.secret(\"named\", \"…\")",
                            SECRET + " is missing: existing.secret(\"" + SECRET + "\", \"…\")",
                            TOPIC + " is missing: existing.topic(\"their-topic\")");
        }
    }

    @Test
    void declaredResourcesAreNotMissing() {
        try (DeployedAws aws = DeployedAws.start(app(MissingResourcesTest::names)
                .withExisting(existing -> existing.instanceProfile("their-profile", "their-profile")
                        .role("service-role/their-path")
                        .role("their-role")
                        .bucket("their-bucket")
                        .secret("named", "1")
                        .secret(SECRET, "2")
                        .topic("their-topic")))) {
            assertThat(aws.deployment().missing()).isEmpty();
        }
    }

    /** A later app can deploy the resource that an earlier app refers to. */
    @Test
    void stateMachineOfAnotherAppIsMissingUntilItIsDeployed() {
        ExtensionSettings first = app(app -> role(new Stack(app, "Caller"), MACHINE));
        try (DeployedAws aws = DeployedAws.start(first)) {
            assertThat(aws.deployment().missing())
                    .containsExactly(
                            MACHINE + " is missing: deploy its app first, with .andApp(…) or" + " LocalAws.deploy(…)");
        }
        try (DeployedAws aws = DeployedAws.start(and(first, app -> new MachineStack(app, "Called")))) {
            assertThat(aws.deployment().missing()).isEmpty();
        }
    }

    /** The request is text in the state machine. EMR reports only the first missing resource. */
    @Test
    void failedExecutionListsMissingResourcesOfClusterRequest() {
        ExtensionSettings settings = app(app -> {
            Stack stack = new Stack(app, "Launch");
            CfnStateMachine.Builder.create(stack, "Machine")
                    .stateMachineName("launch")
                    .roleArn(role(stack, "*").getRoleArn())
                    .definitionString(stack.toJsonString(Map.of(
                            "StartAt",
                            "Start",
                            "States",
                            Map.of(
                                    "Start",
                                    Map.of(
                                            "Type",
                                            "Task",
                                            "Resource",
                                            "arn:aws:states:::elasticmapreduce:createCluster.sync",
                                            "Parameters",
                                            request(),
                                            "End",
                                            true)))))
                    .build();
        });
        List<String> lines = List.of(
                "The instance profile EMR_EC2_DefaultRole is missing:"
                        + " existing.instanceProfile(\"EMR_EC2_DefaultRole\", \"EMR_EC2_DefaultRole\")",
                "The role EMR_AutoScaling is missing: existing.role(\"EMR_AutoScaling\")",
                "The role EMR_DefaultRole is missing: existing.role(\"EMR_DefaultRole\")",
                "The security configuration theirs is missing: existing.securityConfiguration(\"theirs\")",
                "arn:aws:s3:::their-logs is missing: existing.bucket(\"their-logs\")");

        try (DeployedAws aws = DeployedAws.start(settings)) {
            LocalExecution execution = aws.aws().run("launch", "{}");

            assertThat(aws.deployment().missing()).containsExactlyElementsOf(lines);
            assertThat(execution.cause()).contains("Invalid InstanceProfile").doesNotContain("existing");
            assertThat(execution.timeline())
                    .endsWith("Missing resources that the stacks refer to\n  " + String.join("\n  ", lines));
        }
        try (DeployedAws aws = DeployedAws.start(
                settings.withExisting(existing -> existing.instanceProfile("EMR_EC2_DefaultRole", "EMR_EC2_DefaultRole")
                        .role("EMR_AutoScaling")
                        .role("EMR_DefaultRole")
                        .securityConfiguration("theirs")
                        .bucket("their-logs")))) {
            LocalExecution execution = aws.aws().run("launch", "{}");

            assertThat(execution.status())
                    .as("%s: %s", execution.error(), execution.cause())
                    .isEqualTo("SUCCEEDED");
        }
    }

    private static Map<String, Object> request() {
        return Map.of(
                "Name", "etl",
                "ReleaseLabel", "emr-7.12.0",
                "ServiceRole", "EMR_DefaultRole",
                "JobFlowRole", "EMR_EC2_DefaultRole",
                "AutoScalingRole", "EMR_AutoScaling",
                "SecurityConfiguration", "theirs",
                "LogUri", "s3://their-logs/emr/",
                "Instances",
                        Map.of(
                                "KeepJobFlowAliveWhenNoSteps",
                                true,
                                "InstanceGroups",
                                List.of(Map.of(
                                        "InstanceRole", "MASTER",
                                        "InstanceType", "m5.xlarge",
                                        "InstanceCount", 1))));
    }
}
