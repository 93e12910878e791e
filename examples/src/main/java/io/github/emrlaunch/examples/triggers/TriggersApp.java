package io.github.emrlaunch.examples.triggers;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class TriggersApp {
    private TriggersApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new TriggersStack(app, "Triggers");
        app.synth();
    }
}
