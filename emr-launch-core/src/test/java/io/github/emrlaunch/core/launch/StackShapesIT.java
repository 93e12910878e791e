package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.LegacyStackSynthesizer;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/** Launches of apps with various distributions of their constructs among stacks. */
class StackShapesIT {
    @RegisterExtension
    static final LocalAwsExtension empty = TestApp.notDeployed();

    private static Vpc vpc(Construct scope) {
        return Vpc.Builder.create(scope, "Vpc").maxAzs(1).natGateways(1).build();
    }

    private static EmrProfile profile(Construct scope, Vpc vpc) {
        return EmrProfile.Builder.create(scope, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();
    }

    private static void launchFunction(Construct scope, EmrProfile profile, Vpc vpc) {
        EmrLaunchFunction.Builder.create(scope, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(scope, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
    }

    private static Deployment deployAndLaunch(LocalAws aws, Path assembly) {
        Deployment deployment = aws.deploy(assembly);
        assertThat(deployment.skippedResources()).isEmpty();
        LocalExecution execution = aws.run("default_nightly", "{}");
        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(aws.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.state())
                .isEqualTo("WAITING"));
        return deployment;
    }

    @Test
    void launchesWithProfileInNestedStack() {
        Path assembly = empty.synthesize(app -> {
            Stack stack = new Stack(app, "Stack");
            Vpc vpc = vpc(stack);
            launchFunction(stack, profile(new NestedStack(stack, "Security"), vpc), vpc);
        });

        Deployment deployment = deployAndLaunch(empty.local(), assembly);

        assertThat(deployment.ofType("AWS::IAM::InstanceProfile"))
                .extracting(DeployedResource::stackName)
                .allMatch(name -> name.startsWith("Stack-SecurityNestedStackSecurityNestedStackResource"));
    }

    @Nested
    class WithWeakReferences {
        @RegisterExtension
        static final LocalAwsExtension weak =
                TestApp.notDeployed().context("@aws-cdk/core:defaultCrossStackReferences", "weak");

        @Test
        void launchesWithProfileOfOtherStackByWeakReference() throws IOException {
            Path assembly = weak.synthesize(app -> {
                Stack security = new Stack(app, "Security");
                Vpc vpc = vpc(security);
                launchFunction(new Stack(app, "Etl"), profile(security, vpc), vpc);
            });

            deployAndLaunch(weak.local(), assembly);

            assertThat(Files.readString(assembly.resolve("Etl.template.json")))
                    .contains("Fn::GetStackOutput")
                    .doesNotContain("Fn::ImportValue");
        }
    }

    @Test
    void launchesFromAssetsOfLegacySynthesizer() throws IOException {
        Path assembly = empty.synthesize(app -> {
            Stack stack = Stack.Builder.create(app, "Stack")
                    .synthesizer(new LegacyStackSynthesizer())
                    .build();
            Vpc vpc = vpc(stack);
            launchFunction(stack, profile(new NestedStack(stack, "Security"), vpc), vpc);
        });

        deployAndLaunch(empty.local(), assembly);

        assertThat(Files.readString(assembly.resolve("Stack.template.json"))).contains("AssetParameters");
    }
}
