package io.github.emrlaunch.examples.profiles;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class ProfilesApp {
    private ProfilesApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new ProfilesStack(app, "Profiles");
        app.synth();
    }
}
