package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.EmrTasks;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** The library adds constructs to stacks and scopes of users with ids that users do not choose. */
class ReservedIdsTest {
    private static final String PREFIX = "EmrLaunch::";

    private final TestStack test = TestStack.create();

    private void useEverything() {
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build())
                .build();
        EmrCode code = EmrCode.fromPath("src/test/resources/code", new Bucket(test.stack(), "Bucket"), "etl");
        EmrTasks.addStep(
                test.stack(),
                "Step",
                EmrCluster.launchedBy(launch),
                EmrStep.shellScript("Install", code, "install.sh", List.of()));
    }

    @Test
    void idsInOtherStackWithSettingsAndBucketHavePrefix() {
        Stack data = new Stack((Construct) test.stack().getNode().getRoot(), "Data");
        FunctionSettings.builder().tracing(true).build().applyTo(data);
        test.profile().authorizeInputBucket(new Bucket(data, "Bucket"));

        assertThat(children(data))
                .filteredOn(id -> !id.equals("Bucket"))
                .isNotEmpty()
                .allMatch(id -> id.startsWith(PREFIX));
    }

    private static List<String> children(Construct scope) {
        return scope.getNode().getChildren().stream()
                .map(IConstruct::getNode)
                .map(node -> node.getId())
                .toList();
    }

    @Test
    void idsInAppAndStackHavePrefix() {
        useEverything();

        assertThat(Stream.concat(
                        children((Construct) test.stack().getNode().getRoot()).stream(),
                        children(test.stack()).stream()))
                .filteredOn(id -> !id.startsWith("Custom::"))
                .contains(
                        PREFIX + "App", PREFIX + "CleanUp", PREFIX + "Code", PREFIX + "Functions", PREFIX + "StepCode")
                .filteredOn(id -> !id.startsWith(PREFIX))
                .containsExactlyInAnyOrder(
                        "Stack", "Vpc", "Profile", "Subnet", "Configuration", "Launch", "Bucket", "Step");
    }

    @Test
    void usersCanUseIdsWithoutPrefix() {
        useEverything();

        assertThatCode(() -> {
                    for (String id :
                            List.of("EmrLaunchCleanUp", "EmrLaunchFunctions", "EmrLaunchCode", "StepCode", "CleanUp")) {
                        new Bucket(new Construct(test.stack(), id), "Function");
                    }
                    new Stack((Construct) test.stack().getNode().getRoot(), "EmrLaunchApp");
                    test.template();
                })
                .doesNotThrowAnyException();
    }
}
