package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.s3.Bucket;

/** A stack with the resources that a notebook cluster needs. */
final class NotebookStack {
    private final TestStack test = TestStack.create();
    private final IVpc vpc = test.vpc();
    private final Bucket bucket = new Bucket(test.stack(), "Bucket");
    private final EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
            .profileName("notebooks")
            .vpc(vpc)
            .httpPutResponseHopLimit(2)
            .build();

    Stack stack() {
        return test.stack();
    }

    TestStack test() {
        return test;
    }

    IVpc vpc() {
        return vpc;
    }

    NotebookCluster.Builder cluster() {
        return NotebookCluster.Builder.create(test.stack(), "Notebooks")
                .clusterName("lab")
                .emrProfile(profile)
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(bucket)
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPrivateSubnets().get(0))
                .users("philipp", "admin")
                .sshFrom("203.0.113.0/24");
    }
}
