package com.example.platform;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcLookupOptions;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** The definitions of the platform team: a profile and a cluster configuration. It launches nothing. */
public final class PlatformStack extends Stack {
    /** Defines the stack. */
    public PlatformStack(Construct scope, String id, StackProps props) {
        super(scope, id, props);
        IVpc vpc = Vpc.fromLookup(
                this, "Vpc", VpcLookupOptions.builder().vpcName("data-platform").build());
        Bucket logs = Bucket.Builder.create(this, "Logs")
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        EmrProfile.Builder.create(this, "Profile")
                .profileName("etl")
                .namespace("platform")
                .vpc(vpc)
                .logsBucket(logs)
                .build();
        ClusterConfiguration.Builder.create(this, "Small")
                .configurationName("small")
                .namespace("platform")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPrivateSubnets().get(0))
                .idleTimeout(Duration.minutes(30))
                .build();
    }
}
