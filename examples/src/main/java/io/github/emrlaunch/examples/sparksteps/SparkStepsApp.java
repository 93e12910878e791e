package io.github.emrlaunch.examples.sparksteps;

import software.amazon.awscdk.App;

/** The CDK app that {@code cdk deploy} runs, with parameters such as {@code -c namingPrefix=mads-siads-516}. */
public final class SparkStepsApp {
    private SparkStepsApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new SparkStepsStack(app, "SparkSteps", SparkStepsParameters.of(app.getNode()));
        app.synth();
    }
}
