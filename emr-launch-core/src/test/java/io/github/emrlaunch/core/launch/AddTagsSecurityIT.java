package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/**
 * Compromised code in the function of launch function {@code nightly} uses its role to tag the cluster of {@code victim}, another launch
 * function, so that it could terminate it. A state machine with the role represents that code.
 */
class AddTagsSecurityIT {
    private static final String MACHINES = "arn:aws:states:us-east-1:123456789012:";
    private static final String OWN = MACHINES + "execution:default_nightly:monday";

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(AddTagsSecurityIT::addStack);

    private LocalAws aws = deployed.local();
    private Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction nightly = launchFunction(stack, vpc, "nightly");
        launchFunction(stack, vpc, "victim");
        CfnRole role = (CfnRole) nightly.getNode().findChild("FunctionRole");
        role.addPropertyOverride(
                "AssumeRolePolicyDocument.Statement.0.Principal.Service",
                List.of("lambda.amazonaws.com", "states.amazonaws.com"));
        for (String action : List.of("addTags", "removeTags", "terminateJobFlows", "describeCluster")) {
            CfnStateMachine.Builder.create(stack, action)
                    .stateMachineName(action)
                    .roleArn(role.getAttrArn())
                    .definitionString("""
                            {"QueryLanguage": "JSONata", "StartAt": "Call", "States": {"Call": {"Type": "Task", "End": true,
                              "Resource": "arn:aws:states:::aws-sdk:emr:%s", "Arguments": "{%% $states.input %%}"}}}""".formatted(action))
                    .build();
        }
    }

    private LocalCluster launchVictim() throws InterruptedException {
        LocalExecution launch = aws.awaitExecution(aws.startExecution(deployment.stateMachine("default_victim"), "{}"));
        assertThat(launch.succeeded()).as("%s", launch.cause()).isTrue();
        return aws.clusters().get(0);
    }

    private static EmrLaunchFunction launchFunction(Stack stack, Vpc vpc, String name) {
        return EmrLaunchFunction.Builder.create(stack, name)
                .launchFunctionName(name)
                .emrProfile(EmrProfile.Builder.create(stack, "Profile-" + name)
                        .profileName(name)
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration-" + name)
                        .configurationName(name)
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
    }

    private LocalExecution call(String action, ObjectNode arguments) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(deployment.stateMachine(action), Json.write(arguments)));
    }

    private LocalExecution tag(LocalCluster cluster, String key, String value) throws InterruptedException {
        ObjectNode arguments = Json.object().put("ResourceId", cluster.id());
        arguments.putArray("Tags").addObject().put("Key", key).put("Value", value);
        return call("addTags", arguments);
    }

    private LocalExecution terminate(LocalCluster cluster) throws InterruptedException {
        ObjectNode arguments = Json.object();
        arguments.putArray("JobFlowIds").add(cluster.id());
        return call("terminateJobFlows", arguments);
    }

    private void assertDenied(LocalExecution execution, String action) {
        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause()).contains("elasticmapreduce:" + action);
    }

    @ParameterizedTest
    @CsvSource({
        "emr-launch:execution, arn:aws:states:us-east-1:123456789012:execution:default_victim:monday",
        "emr-launch:execution, arn:aws:states:us-east-1:123456789012:execution:default_nightly2:monday",
        "emr-launch:execution, *",
        "emr-launch:execution, ''",
        "emr-launch:function, Stack/default/nightly",
        "team, arn:aws:states:us-east-1:123456789012:execution:default_nightly:monday"
    })
    void deniesAddingTagsOtherThanOwnExecutionTag(String key, String value) throws InterruptedException {
        LocalCluster victim = launchVictim();

        assertDenied(tag(victim, key, value), "AddTags");
        assertDenied(terminate(victim), "TerminateJobFlows");
        assertThat(aws.clusters().get(0).isAlive()).isTrue();
    }

    @Test
    void deniesRemovingTagsAndDescribingOtherCluster() throws InterruptedException {
        LocalCluster victim = launchVictim();
        ObjectNode arguments = Json.object().put("ResourceId", victim.id());
        arguments.putArray("TagKeys").add("emr-launch:execution");

        assertDenied(call("removeTags", arguments), "RemoveTags");
        assertDenied(call("describeCluster", Json.object().put("ClusterId", victim.id())), "DescribeCluster");
    }

    /** The residual risk by default, as docs/launch.md describes: EMR has no condition key for the existing tags of a cluster. */
    @Test
    void allowsTaggingAndTerminatingOtherClusterByDefault() throws InterruptedException {
        LocalCluster victim = launchVictim();

        assertThat(tag(victim, "emr-launch:execution", OWN).succeeded()).isTrue();
        assertThat(terminate(victim).succeeded()).isTrue();
    }

    @Nested
    class WhereTheAppLetsItTagNewClustersOnly {
        @RegisterExtension
        static final LocalAwsExtension strict =
                TestApp.deployed(AddTagsSecurityIT::addStack).context("emr-launch:tag-only-new-clusters", true);

        @BeforeEach
        void useIt() {
            aws = strict.local();
            deployment = strict.deployment();
        }

        @ParameterizedTest
        @ValueSource(strings = {"emr-launch:execution", "EMR-Launch:Execution"})
        void deniesTaggingOtherClusterWithTagOnlyNewClusters(String key) throws InterruptedException {
            LocalCluster victim = launchVictim();

            assertDenied(tag(victim, key, OWN), "AddTags");
            assertDenied(terminate(victim), "TerminateJobFlows");

            LocalExecution own =
                    aws.awaitExecution(aws.startExecution(deployment.stateMachine("default_nightly"), "{}"));
            assertThat(own.succeeded()).as("%s", own.cause()).isTrue();
            assertThat(aws.clusters()).hasSize(2).allMatch(LocalCluster::isAlive);
        }
    }
}
