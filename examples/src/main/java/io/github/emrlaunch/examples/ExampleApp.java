package io.github.emrlaunch.examples;

import java.util.function.Consumer;
import software.amazon.awscdk.App;

/**
 * A CDK app of an example.
 *
 * @param name the name of the folder of its cloud assembly
 * @param stacks adds its stacks to an app
 */
public record ExampleApp(String name, Consumer<App> stacks) {
    /** Creates an app with its stacks, without synthesizing it. */
    public App create() {
        App app = new App();
        stacks.accept(app);
        return app;
    }
}
