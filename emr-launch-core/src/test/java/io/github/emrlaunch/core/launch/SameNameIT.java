package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;

/** Clusters with the same name. A name is not an identity. */
class SameNameIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(SameNameIT::addStack);

    private final LocalAws aws = deployed.local();

    /** Launch functions of two teams whose clusters have the same name. */
    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        for (String team : new String[] {"mine", "theirs"}) {
            EmrLaunchFunction.Builder.create(stack, "Launch-" + team)
                    .launchFunctionName(team)
                    .emrProfile(EmrProfile.Builder.create(stack, "Profile-" + team)
                            .profileName(team)
                            .vpc(vpc)
                            .build())
                    .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration-" + team)
                            .configurationName(team)
                            .releaseLabel("emr-7.12.0")
                            .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                            .subnets(vpc.getPrivateSubnets().get(0))
                            .build())
                    .clusterName("shared")
                    .alwaysFailIfClusterRunning(team.equals("mine"))
                    .build();
        }
    }

    private static LocalExecution launch(String team, String input) {
        return deployed.run("default_" + team, input);
    }

    @Test
    void clusterOfOtherLaunchFunctionDoesNotBlockLaunch() {
        assertThat(launch("theirs", "{}").status()).isEqualTo("SUCCEEDED");
        assertThat(launch("theirs", "{\"ClusterConfigurationOverrides\": {\"ClusterName\": \"other\"}}")
                        .status())
                .isEqualTo("SUCCEEDED");

        LocalExecution mine = launch("mine", "{}");

        assertThat(mine.status()).as("%s %s", mine.error(), mine.cause()).isEqualTo("SUCCEEDED");
        assertThat(launch("mine", "{}").error()).isEqualTo(LaunchErrors.CLUSTER_ALREADY_RUNNING);
        assertThat(launch("theirs", "{\"FailIfClusterRunning\": true}").error())
                .isEqualTo(LaunchErrors.CLUSTER_ALREADY_RUNNING);
    }

    @Test
    void inputCannotBypassAlwaysFailIfClusterRunning() {
        assertThat(launch("mine", "{}").status()).isEqualTo("SUCCEEDED");

        for (String input : new String[] {
            "{}",
            "{\"FailIfClusterRunning\": false}",
            "{\"FailIfClusterRunning\": \"false\"}",
            "{\"ClusterConfigurationOverrides\": {\"ClusterName\": \"second\"}}",
            "{\"ClusterConfigOverrides\": {\"ClusterName\": \"second\"}}",
            "{\"ClusterConfigurationOverrides\": {\"Name\": \"second\"}}",
            "{\"FailIfClusterRunning\": null, \"Tags\": [{\"Key\": \"emr-launch:execution\", \"Value\": \"x\"}]}"
        }) {
            assertThat(launch("mine", input).status()).as(input).isEqualTo("FAILED");
        }
        assertThat(aws.clusters()).hasSize(1);
    }
}
