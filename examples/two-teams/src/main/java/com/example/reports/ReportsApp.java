package com.example.reports;

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/** The app of the reports team. */
public final class ReportsApp {
    private ReportsApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new ReportsStack(app, "Reports", in("111122223333", "eu-central-1"));
        app.synth();
    }

    /** Stored definitions belong to one account and region, so the stack sets both. */
    static StackProps in(String account, String region) {
        Environment env = Environment.builder().account(account).region(region).build();
        return StackProps.builder().env(env).build();
    }
}
