package com.example.reports;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** A launch function from stored definitions. It has no networks, roles, instances or releases. */
public final class ReportsStack extends Stack {
    /** Defines the stack. */
    public ReportsStack(Construct scope, String id, StackProps props) {
        super(scope, id, props);
        EmrLaunchFunction.Builder.create(this, "Small")
                .launchFunctionName("small")
                .namespace("reports")
                .emrProfile(EmrProfile.fromStoredProfile(this, "Profile", "etl", "platform"))
                .clusterConfiguration(
                        ClusterConfiguration.fromStoredConfiguration(this, "Configuration", "small", "platform"))
                .build();
    }
}
