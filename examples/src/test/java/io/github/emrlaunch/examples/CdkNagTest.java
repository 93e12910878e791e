package io.github.emrlaunch.examples;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** Checks the stacks of every example with cdk-nag's AwsSolutions pack. */
class CdkNagTest {
    static List<ExampleApp> apps() {
        return Example.allApps();
    }

    @ParameterizedTest
    @MethodSource("apps")
    void examplesHaveNoUnsuppressedFindings(ExampleApp example) {
        App app = example.create();
        Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());

        app.getNode().getChildren().stream()
                .filter(Stack.class::isInstance)
                .map(Stack.class::cast)
                .forEach(stack -> {
                    Annotations annotations = Annotations.fromStack(stack);
                    annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
                    annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNag.*"));
                });
    }
}
