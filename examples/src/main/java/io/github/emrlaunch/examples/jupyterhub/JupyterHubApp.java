package io.github.emrlaunch.examples.jupyterhub;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs. */
public final class JupyterHubApp {
    private JupyterHubApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new JupyterHubStack(app, "JupyterHub");
        app.synth();
    }
}
