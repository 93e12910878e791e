package io.github.emrlaunch.examples.controlplane;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class ControlPlaneApp {
    private ControlPlaneApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new ControlPlaneStack(app, "ControlPlane");
        app.synth();
    }
}
