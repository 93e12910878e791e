package io.github.emrlaunch.examples.serverlessbatch;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class ServerlessBatchApp {
    private ServerlessBatchApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new ServerlessBatchStack(app, "ServerlessBatch");
        app.synth();
    }
}
