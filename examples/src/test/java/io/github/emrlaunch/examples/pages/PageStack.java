package io.github.emrlaunch.examples.pages;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/** The stack for the blocks of a page, with the variables that they use. */
class PageStack extends Stack {
    /** The subnet of the existing network. */
    static final String SUBNET = "subnet-0123456789abcdef0";

    PageStack() {
        this(new App());
    }

    PageStack(App app) {
        super(app, "Page");
    }

    IVpc vpc() {
        return Vpc.fromVpcAttributes(
                this,
                "Vpc",
                VpcAttributes.builder()
                        .vpcId("vpc-0a1b2c3d4e5f60718")
                        .availabilityZones(List.of("us-east-1a"))
                        .privateSubnetIds(List.of(SUBNET))
                        .build());
    }

    ISubnet subnet() {
        return subnet("Subnet");
    }

    ISubnet subnet(String id) {
        return Subnet.fromSubnetId(this, id, SUBNET);
    }

    IBucket bucket(String id) {
        return new Bucket(this, id);
    }

    EmrLaunchFunction launchFunction(IVpc vpc) {
        Construct scope = new Construct(this, "Launched");
        return EmrLaunchFunction.Builder.create(scope, "LaunchFunction")
                .launchFunctionName("adhoc")
                .emrProfile(EmrProfile.Builder.create(scope, "Profile")
                        .profileName("adhoc")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(scope, "Configuration")
                        .configurationName("adhoc")
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(subnet())
                        .build())
                .build();
    }

    /** Synthesizes the template, with all errors of synth, and returns the resources of a type. */
    int count(String type) {
        return Template.fromStack(this).findResources(type).size();
    }
}
