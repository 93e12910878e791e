package io.github.emrlaunch.examples.transientpipeline;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class TransientPipelineApp {
    private TransientPipelineApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new TransientPipelineStack(app, "TransientPipeline");
        app.synth();
    }
}
