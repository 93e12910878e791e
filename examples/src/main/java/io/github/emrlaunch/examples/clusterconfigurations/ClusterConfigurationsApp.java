package io.github.emrlaunch.examples.clusterconfigurations;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class ClusterConfigurationsApp {
    private ClusterConfigurationsApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new ClusterConfigurationsStack(app, "ClusterConfigurations");
        app.synth();
    }
}
