package io.github.emrlaunch.core.stacks;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.function.Function;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** A network, a profile, a cluster configuration, a launch function and a pipeline, each in a scope of its own. */
final class FiveStacks {
    private FiveStacks() {}

    /**
     * Adds the constructs.
     *
     * @param namespace of all definitions
     * @param scopes the scope by the name of what stands in it
     */
    static void add(String namespace, Function<String, Construct> scopes) {
        Vpc vpc = Vpc.Builder.create(scopes.apply("Network"), "Vpc")
                .maxAzs(1)
                .natGateways(1)
                .build();
        EmrProfile profile = EmrProfile.Builder.create(scopes.apply("Security"), "Profile")
                .profileName("etl")
                .namespace(namespace)
                .vpc(vpc)
                .build();
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(
                        scopes.apply("Clusters"), "Configuration")
                .configurationName("small")
                .namespace(namespace)
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPrivateSubnets().get(0))
                .build();
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(scopes.apply("Launches"), "Launch")
                .launchFunctionName("nightly")
                .namespace(namespace)
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
        Construct pipelines = scopes.apply("Pipelines");
        Bucket data = new Bucket(pipelines, "Data");
        profile.authorizeOutputBucket(data, "out/*");
        EmrCode code = EmrCode.fromPath("src/test/resources/code", data, "code");
        TransientClusterPipeline.Builder.create(pipelines, "Pipeline")
                .pipelineName("pipeline")
                .namespace(namespace)
                .launchFunction(launchFunction)
                .phases(Phase.of("Work", EmrStep.shellScript("Install", code, "install.sh")))
                .build();
    }
}
