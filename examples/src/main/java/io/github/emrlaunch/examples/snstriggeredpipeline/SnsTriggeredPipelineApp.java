package io.github.emrlaunch.examples.snstriggeredpipeline;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class SnsTriggeredPipelineApp {
    private SnsTriggeredPipelineApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new SnsTriggeredPipelineStack(app, "SnsTriggeredPipeline");
        app.synth();
    }
}
