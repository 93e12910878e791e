package io.github.emrlaunch.examples.plaincluster;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class PlainClusterApp {
    private PlainClusterApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new PlainClusterStack(app, "PlainCluster");
        app.synth();
    }
}
