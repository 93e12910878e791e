package io.github.emrlaunch.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.DeploymentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;

/** The account and region of an emulator, and the stacks of an app that it deploys. */
class AppEnvironmentsTest {
    @TempDir
    private Path folder;

    private static void twoRegions(App app) {
        new MachineStack(app, "Here", "111122223333", "eu-central-1");
        new MachineStack(app, "There", "111122223333", "eu-west-1");
    }

    private ExtensionSettings settings() {
        return ExtensionSettings.NONE.withApp((context, folder) -> {
            CdkApps.synthesize(AppEnvironmentsTest::twoRegions, context, folder);
            return folder;
        });
    }

    @Test
    void rejectsAppForSeveralRegionsWithoutChosenRegion() {
        assertThatThrownBy(() -> DeployedAws.start(settings()))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("The stacks are for the regions [eu-central-1, eu-west-1], but the local emulator has one"
                        + " account and one region: choose one with .region(\"eu-central-1\")");
    }

    @Test
    void skipsStacksForOtherRegions() {
        try (DeployedAws aws = DeployedAws.start(settings().withRegion("eu-west-1"))) {
            assertThat(aws.aws().region()).isEqualTo("eu-west-1");
            assertThat(aws.aws().accountId()).isEqualTo("111122223333");
            assertThat(aws.deployment().outputs()).containsOnlyKeys("There");
            assertThat(aws.deployment().skipped())
                    .filteredOn(skipped -> skipped.type().equals("AWS::CloudFormation::Stack"))
                    .singleElement()
                    .extracting(DeployedResource::stackName, DeployedResource::note)
                    .containsExactly("Here", "The stack is for aws://111122223333/eu-central-1.");
        }
    }

    @Test
    void rejectsRegionWithoutStacks() {
        assertThatThrownBy(() -> DeployedAws.start(settings().withRegion("us-east-1")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("No stack is for the account 111122223333 in us-east-1")
                .hasMessageContaining("Here: The stack is for aws://111122223333/eu-central-1.");
    }

    @Test
    void readsContextFromCdkJsonAndCdkContextJson() throws IOException {
        Path cdkJson = Files.writeString(
                folder.resolve("cdk.json"), "{\"app\": \"mvn exec:java\", \"context\": {\"greeting\": \"hello\"}}");
        Path contextJson =
                Files.writeString(folder.resolve("cdk.context.json"), "{\"vpc-provider:x\": {\"vpcId\": \"vpc-1\"}}");

        assertThat(ContextFile.read(cdkJson)).isEqualTo(Map.of("greeting", "hello"));
        assertThat(ContextFile.read(contextJson)).isEqualTo(Map.of("vpc-provider:x", Map.of("vpcId", "vpc-1")));
        assertThat(ContextFile.read(Files.writeString(cdkJson, "{\"app\": \"x\"}")))
                .isEmpty();
    }

    @Test
    void nullValueIsIgnored() throws IOException {
        Path file = Files.writeString(folder.resolve("cdk.context.json"), "{\"greeting\": null, \"other\": 1}");

        LocalAwsExtension aws = LocalAwsExtension.forAssembly(folder).contextFile(file);

        assertThat(aws).isNotNull();
        assertThat(ContextFile.read(file)).isEqualTo(Map.of("other", 1));
    }

    @Test
    void rejectsInvalidAndMissingContextFiles() throws IOException {
        Path list = Files.writeString(folder.resolve("list.json"), "[]");

        assertThatThrownBy(() -> ContextFile.read(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(list + " must be a JSON object");
        assertThatThrownBy(() -> LocalAwsExtension.forAssembly(folder).contextFile(folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot read " + folder.resolve("none"));
    }

    /** A cloud assembly can be tested without the CDK on the class path. */
    @Test
    void createsExtensionForAssemblyWithoutCdk() throws Exception {
        try (WithoutCdk loader = new WithoutCdk()) {
            Class<?> extension = loader.loadClass(LocalAwsExtension.class.getName());

            Object ofAssembly = extension.getMethod("forAssembly", Path.class).invoke(null, Path.of("cdk.out"));

            assertThat(extension).isNotSameAs(LocalAwsExtension.class);
            assertThat(ofAssembly).isInstanceOf(extension);
            assertThat(extension.getConstructor().newInstance()).isNotNull();
            // The classes that JUnit searches for.
            assertThat(extension.getDeclaredMethods()).isNotEmpty();
        }
    }
}
