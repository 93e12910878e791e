package io.github.emrlaunch.examples.launchwithsecrets;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class LaunchWithSecretsApp {
    private LaunchWithSecretsApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new LaunchWithSecretsStack(app, "LaunchWithSecrets");
        app.synth();
    }
}
