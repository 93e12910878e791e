package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.ssm.CfnParameter;

/** Launches from the stored documents of the three kinds of launch function of the Python library. */
class PythonDocumentsIT {
    private static final Path DOCUMENTS = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);
    private static final DefinitionName CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");

    private static final DefinitionName PLAIN = DefinitionName.of("sse-kms-profile");
    private static final DefinitionName WITH_FUNCTION = DefinitionName.of("sse-s3-profile");
    private static final DefinitionName WITH_SECRETS = new DefinitionName("analytics", "kerberos-profile");

    @TempDir
    static Path jar;

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PythonDocumentsIT::addStack)
            .region("eu-west-1")
            .existing(PythonDocumentsIT::declareWhatTheDocumentsReferTo);

    private final LocalAws aws = deployed.local();

    private static void declareWhatTheDocumentsReferTo(ExistingResources existing) {
        existing.subnet("subnet-0123456789abcdef0", false)
                .secret(
                        "emr-launch-kerberos-attributes",
                        "{\"Realm\": \"EC2.INTERNAL\", \"KdcAdminPassword\": \"s3cr3t-of-the-kdc\"}");
        for (DefinitionName name : List.of(PLAIN, WITH_FUNCTION, WITH_SECRETS)) {
            EmrProfileDefinition profile = STORED.get(DefinitionType.EMR_PROFILE, name);
            existing.role(lastPart(profile.roles().serviceRole()))
                    .role(lastPart(profile.roles().instanceRole()))
                    .role(lastPart(Objects.requireNonNull(profile.roles().autoScalingRole())))
                    .instanceProfile(
                            lastPart(Objects.requireNonNull(profile.roles().instanceProfile())),
                            lastPart(profile.roles().instanceRole()))
                    .securityGroup(profile.securityGroups().masterGroup())
                    .securityGroup(profile.securityGroups().workersGroup())
                    .securityGroup(
                            Objects.requireNonNull(profile.securityGroups().serviceGroup()))
                    .securityConfiguration(Objects.requireNonNull(profile.securityConfiguration()));
        }
    }

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        store(stack, STORED.get(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION));
        launchFunction(stack, "plain", PLAIN).build();
        launchFunction(stack, "launch", WITH_FUNCTION)
                .overrideFunction(Function.Builder.create(stack, "Override")
                        .runtime(Runtime.JAVA_25)
                        .code(Code.fromAsset(
                                HandlerJar.of(DoubleCoreNodes.class, jar).toString()))
                        .handler(DoubleCoreNodes.class.getName() + "::handle")
                        .build())
                .notifications(Notifications.to(
                        Topic.Builder.create(stack, "Good").topicName("good").build(),
                        Topic.Builder.create(stack, "Bad").topicName("bad").build()))
                .build();
        launchFunction(stack, "secret", WITH_SECRETS).build();
    }

    /** A launch function with a stored profile and the unchanged document. */
    private static EmrLaunchFunction.Builder launchFunction(Stack stack, String name, DefinitionName profile) {
        store(stack, STORED.get(DefinitionType.EMR_PROFILE, profile));
        return EmrLaunchFunction.Builder.create(stack, name)
                .launchFunctionName(name)
                .emrProfile(EmrProfile.fromStoredProfile(
                        TestStack.loadingFrom(DOCUMENTS, stack), "Profile", profile.name(), profile.namespace()))
                .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(
                        TestStack.loadingFrom(DOCUMENTS, stack),
                        "Configuration",
                        CONFIGURATION.name(),
                        CONFIGURATION.namespace()));
    }

    private static void store(Stack stack, Definition definition) {
        CfnParameter.Builder.create(
                        stack,
                        "Stored-" + definition.type().folder() + "-"
                                + definition.definitionName().name())
                .name(definition.type().path(definition.definitionName()))
                .type("String")
                .value(definition.toJsonText())
                .build();
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private LocalExecution launch(String name, String input) throws InterruptedException {
        LocalExecution execution = deployed.run("default_" + name, input);
        aws.awaitIdle();
        return execution;
    }

    private LocalCluster onlyCluster(LocalExecution execution) {
        assertThat(execution.status())
                .as("%s: %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0);
    }

    @Test
    void launchesFromStoredDocuments() throws InterruptedException {
        LocalCluster cluster = onlyCluster(launch("plain", "{\"ClusterConfigOverrides\": {\"CoreInstanceCount\": 3}}"));

        assertThat(cluster.request().path("SecurityConfiguration").asText())
                .isEqualTo("SecurityConfiguration-sse-kms-profile-Ab12Cd34Ef56");
        assertThat(cluster.request()
                        .at("/Instances/InstanceGroups/1/InstanceCount")
                        .intValue())
                .isEqualTo(3);
    }

    @Test
    void launchesWithTopicsAndOverrideFunction() throws InterruptedException {
        LocalCluster cluster =
                onlyCluster(launch("launch", "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 3}}"));

        assertThat(cluster.request()
                        .at("/Instances/InstanceGroups/1/InstanceCount")
                        .intValue())
                .isEqualTo(6);
        assertThat(aws.publications("good"))
                .singleElement()
                .extracting(Publication::message)
                .satisfies(message -> {
                    JsonNode told = Json.parse(String.valueOf(message));
                    assertThat(told.path("Name").asText()).isEqualTo("default/launch");
                    assertThat(told.path("ClusterId").asText()).isEqualTo(cluster.id());
                });
    }

    /** The function passes on the input of the execution. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ServiceRole      | "mightier"
            CustomAmiId      | "ami-0123456789abcdef0"
            BootstrapActions | [{"Name": "x", "ScriptBootstrapAction": {"Path": "s3://x/y"}}]
            Tags             | [{"Key": " EMR-Launch:Execution", "Value": "x"}]
            """)
    void rejectsProtectedMembersChangedByOverrideFunction(String member, String value) throws InterruptedException {
        LocalExecution execution =
                launch("launch", "{\"ClusterConfigurationOverrides\": {\"%s\": %s}}".formatted(member, value));

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo(LaunchErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).contains(member.equals("Tags") ? "EMR-Launch:Execution" : member);
        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.publications("bad")).hasSize(1);
    }

    @Test
    void launchesWithKerberosSecretAndHidesItInHistory() throws InterruptedException {
        LocalExecution execution = launch("secret", "{}");

        ObjectNode request = onlyCluster(execution).request().deepCopy();
        assertThat(request.at("/KerberosAttributes/KdcAdminPassword").asText()).isEqualTo("s3cr3t-of-the-kdc");
        assertThat(execution.history().toString()).doesNotContain("s3cr3t-of-the-kdc");
    }
}
