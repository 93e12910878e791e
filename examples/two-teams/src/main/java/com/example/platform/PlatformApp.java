package com.example.platform;

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/** The app of the platform team. */
public final class PlatformApp {
    private PlatformApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new PlatformStack(app, "Platform", in("111122223333", "eu-central-1"));
        app.synth();
    }

    /** A lookup reads from one account and region, so the stack sets both. */
    static StackProps in(String account, String region) {
        Environment env = Environment.builder().account(account).region(region).build();
        return StackProps.builder().env(env).build();
    }
}
