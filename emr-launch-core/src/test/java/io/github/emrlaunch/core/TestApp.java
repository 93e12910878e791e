package io.github.emrlaunch.core;

import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** Apps and stacks of tests. */
public final class TestApp {
    private TestApp() {}

    /**
     * An app whose functions start without a snapshot. What a function does before its snapshot takes a second of processor time for each
     * of them; {@code LaunchIT} and the examples launch with it.
     */
    public static App withoutSnapshots(Path outdir) {
        return new App(AppProps.builder()
                .outdir(outdir.toString())
                .context(Map.of("emr-launch:snap-start", false))
                .build());
    }

    /** A stack of an account and a region. */
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
