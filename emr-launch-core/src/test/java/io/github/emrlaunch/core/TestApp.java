package io.github.emrlaunch.core;

import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** Apps and stacks of tests. */
public final class TestApp {
    private static final String SNAP_START = "emr-launch:snap-start";

    private TestApp() {}

    /**
     * An emulator with a deployed app, whose functions start without a snapshot, see {@link #withoutSnapshots}.
     *
     * @param stacks adds the stacks
     */
    public static LocalAwsExtension deployed(Consumer<App> stacks) {
        return LocalAwsExtension.forApp(stacks).context(SNAP_START, false);
    }

    /** An emulator without a deployed app. The functions of apps that tests synthesize start without a snapshot. */
    public static LocalAwsExtension notDeployed() {
        return LocalAwsExtension.withoutApp().context(SNAP_START, false);
    }

    /**
     * Creates an app whose functions do not use SnapStart. The initialization before a snapshot takes a second of
     * processor time for each function. {@code LaunchIT} and the examples launch with snapshots.
     */
    public static App withoutSnapshots(Path outdir) {
        return new App(AppProps.builder()
                .outdir(outdir.toString())
                .context(Map.of(SNAP_START, false))
                .build());
    }

    /** Creates a stack with an account and a region. */
    public static Stack stack(Construct scope, String id, String account, String region) {
        return new Stack(
                scope,
                id,
                StackProps.builder()
                        .env(Environment.builder()
                                .account(account)
                                .region(region)
                                .build())
                        .build());
    }
}
