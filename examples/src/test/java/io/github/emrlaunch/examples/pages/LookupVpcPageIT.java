package io.github.emrlaunch.examples.pages;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcLookupOptions;

/** The blocks of {@code docs/lookup-vpc.md}. */
class LookupVpcPageIT {
    @RegisterExtension
    static final LocalAwsExtension aws =
            LocalAwsExtension.forApp(NetworkStack::new).contextFile(Path.of("two-teams/cdk.context.json"));

    private static final class NetworkStack extends Stack {
        NetworkStack(App app) {
            super(
                    app,
                    "Network",
                    StackProps.builder()
                            .env(Environment.builder()
                                    .account("111122223333")
                                    .region("eu-central-1")
                                    .build())
                            .build());
            IVpc vpc = Vpc.fromLookup(
                    this,
                    "Vpc",
                    VpcLookupOptions.builder().vpcName("data-platform").build());
            EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                    .profileName("etl")
                    .vpc(vpc)
                    .build();
            ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                    .configurationName("small")
                    .releaseLabel("emr-7.12.0")
                    .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                    .subnets(vpc.getPrivateSubnets().get(0))
                    .build();
            Annotations.of(this).acknowledgeWarning("@emr-launch/core:vpcNotTagged");
            EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                    .launchFunctionName("nightly")
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .build();
        }
    }

    @Test
    void launchesInTheSubnetThatWasLookedUp() {
        assertThat(aws.run("default_nightly", "{}"))
                .succeeded()
                .launchedCluster(
                        cluster -> cluster.hasRequestValue("/Instances/Ec2SubnetId", "subnet-0aaaaaaaaaaaaaaa1"));
    }

    /** Without a file the CDK uses placeholders, and reports the missing lookups. */
    @Test
    void synthesizesPlaceholdersWithoutTheContextFile(@TempDir Path assembly) throws Exception {
        App app = new App(AppProps.builder().outdir(assembly.toString()).build());
        new NetworkStack(app);
        app.synth();

        assertThat(Files.readString(assembly.resolve("Network.template.json"))).contains("p-12345");
        assertThat(Files.readString(assembly.resolve("manifest.json")))
                .contains("vpc-provider")
                .doesNotContain("vpcNotTagged");
    }
}
