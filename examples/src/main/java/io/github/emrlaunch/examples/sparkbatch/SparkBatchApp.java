package io.github.emrlaunch.examples.sparkbatch;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy -c summaryEmail=team@example.com} runs. */
public final class SparkBatchApp {
    private SparkBatchApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new SparkBatchStack(app, "SparkBatch", (String) app.getNode().tryGetContext("summaryEmail"));
        app.synth();
    }
}
