package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;

/** The blocks of {@code docs/stacks-and-stages.md}. */
class StacksPageTest {
    private final App app = new App();

    @Test
    void addsPermissionsToTheStackThatUsesTheProfile() {
        Stack network = new Stack(app, "Network");
        Vpc vpc = new Vpc(network, "Vpc");

        Stack security = new Stack(app, "Security");
        EmrProfile profile = EmrProfile.Builder.create(security, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();

        Stack etl = new Stack(app, "Etl");
        Bucket input = new Bucket(etl, "Input");
        profile.authorizeInputBucket(input);
        EmrLaunchFunction.Builder.create(etl, "LaunchFunction")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(etl, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();

        assertThat(policies(etl)).contains("s3:GetObject");
        assertThat(policies(security)).doesNotContain("s3:GetObject");
    }

    @Test
    void storesProfilesOfStagesInTheirNamespaces() {
        for (String name : List.of("dev", "prod")) {
            Stage stage = new Stage(app, name);
            Stack stack = new Stack(stage, "Security");
            EmrProfile.Builder.create(stack, "Profile")
                    .profileName("etl")
                    .namespace(name)
                    .vpc(new Vpc(stack, "Vpc"))
                    .build();
        }

        assertThat(List.of("dev", "prod")).allSatisfy(name -> {
            Stack stack = (Stack) app.getNode().findChild(name).getNode().findChild("Security");
            assertThat(Template.fromStack(stack)
                            .findResources("AWS::SSM::Parameter")
                            .toString())
                    .contains("/emr_launch/emr_profiles/" + name + "/etl");
        });
    }

    private static String policies(Stack stack) {
        return Template.fromStack(stack).findResources("AWS::IAM::Policy").toString();
    }
}
