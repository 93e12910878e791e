package com.example.analytics;

import software.amazon.awscdk.App;

/** The CDK app. */
public final class AnalyticsApp {
    private AnalyticsApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new AnalyticsStack(app, "Analytics");
        app.synth();
    }
}
