package io.github.emrlaunch.examples.shareddefinitions;

import software.amazon.awscdk.App;

/** The CDK app of the platform team, which stores definitions. */
public final class PlatformApp {
    private PlatformApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new PlatformStack(app, "Platform");
        app.synth();
    }
}
