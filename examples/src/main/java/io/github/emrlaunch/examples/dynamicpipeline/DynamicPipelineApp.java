package io.github.emrlaunch.examples.dynamicpipeline;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class DynamicPipelineApp {
    private DynamicPipelineApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new DynamicPipelineStack(app, "DynamicPipeline");
        app.synth();
    }
}
