package io.github.emrlaunch.examples.persistentpipeline;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class PersistentPipelineApp {
    private PersistentPipelineApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new PersistentPipelineStack(app, "PersistentPipeline");
        app.synth();
    }
}
