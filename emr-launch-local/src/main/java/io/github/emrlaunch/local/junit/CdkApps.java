package io.github.emrlaunch.local.junit;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** Synthesizes a CDK app. Only this class uses the CDK, which a test of a cloud assembly does not need. */
final class CdkApps {
    private CdkApps() {}

    /** Creates the app, adds its stacks, and writes its cloud assembly to a folder. */
    static void synthesize(Consumer<App> stacks, Map<String, Object> context, Path folder) {
        App app = new App(AppProps.builder()
                .outdir(folder.toString())
                .context(context)
                .analyticsReporting(false)
                .build());
        stacks.accept(app);
        app.synth();
    }
}
