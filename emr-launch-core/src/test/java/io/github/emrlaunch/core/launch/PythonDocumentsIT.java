package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/** The three kinds of launch function of the Python library, launched from what that library stored. */
class PythonDocumentsIT {
    private static final Path DOCUMENTS = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);
    private static final DefinitionName CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");

    @TempDir
    Path assembly;

    private final LocalAws aws = LocalAws.builder().region("eu-west-1").start();
    private App app = new App();
    private Stack stack = new Stack();

    @BeforeEach
    void createWhatTheDocumentsReferTo() {
        app = TestApp.withoutSnapshots(assembly);
        stack = new Stack(app, "Stack");
        aws.existing().subnet("subnet-0123456789abcdef0", false);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** The document as it is, and everything that it names. */
    private IEmrProfile profile(DefinitionName name) {
        EmrProfileDefinition profile = STORED.get(DefinitionType.EMR_PROFILE, name);
        store(profile);
        aws.existing()
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
        return EmrProfile.fromStoredProfile(
                TestStack.loadingFrom(DOCUMENTS, stack), "Profile", name.name(), name.namespace());
    }

    private IClusterConfiguration configuration() {
        store(STORED.get(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION));
        return ClusterConfiguration.fromStoredConfiguration(
                TestStack.loadingFrom(DOCUMENTS, stack),
                "Configuration",
                CONFIGURATION.name(),
                CONFIGURATION.namespace());
    }

    private void store(Definition definition) {
        CfnParameter.Builder.create(stack, "Stored" + definition.type().folder())
                .name(definition.type().path(definition.definitionName()))
                .type("String")
                .value(definition.toJsonText())
                .build();
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private EmrLaunchFunction.Builder launchFunction(IEmrProfile profile) {
        return EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("launch")
                .emrProfile(profile)
                .clusterConfiguration(configuration());
    }

    private LocalExecution launch(String input) throws InterruptedException {
        app.synth();
        Deployment deployment = aws.deploy(assembly);
        String machine =
                deployment.ofType("AWS::StepFunctions::StateMachine").get(0).physicalId();
        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, input));
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
    void thePlainOne() throws InterruptedException {
        launchFunction(profile(DefinitionName.of("sse-kms-profile"))).build();

        LocalCluster cluster = onlyCluster(launch("{\"ClusterConfigOverrides\": {\"CoreInstanceCount\": 3}}"));

        assertThat(cluster.request().path("SecurityConfiguration").asText())
                .isEqualTo("SecurityConfiguration-sse-kms-profile-Ab12Cd34Ef56");
        assertThat(cluster.request()
                        .at("/Instances/InstanceGroups/1/InstanceCount")
                        .intValue())
                .isEqualTo(3);
    }

    @Test
    void theOneWithTopicsAndAnOverrideFunctionOfItsOwn(@TempDir Path jar) throws Exception {
        withTopicsAndOverrideFunction(jar);

        LocalCluster cluster = onlyCluster(launch("{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 3}}"));

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

    /** The function passes on what whoever starts executions says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ServiceRole      | "mightier"
            CustomAmiId      | "ami-0123456789abcdef0"
            BootstrapActions | [{"Name": "x", "ScriptBootstrapAction": {"Path": "s3://x/y"}}]
            Tags             | [{"Key": " EMR-Launch:Execution", "Value": "x"}]
            """)
    void anOverrideFunctionCannotChangeWhatIsDecided(String member, String value, @TempDir Path jar) throws Exception {
        withTopicsAndOverrideFunction(jar);

        LocalExecution execution = launch("{\"ClusterConfigurationOverrides\": {\"%s\": %s}}".formatted(member, value));

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo(LaunchErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).contains(member.equals("Tags") ? "EMR-Launch:Execution" : member);
        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.publications("bad")).hasSize(1);
    }

    private void withTopicsAndOverrideFunction(Path jar) throws IOException {
        launchFunction(profile(DefinitionName.of("sse-s3-profile")))
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
    }

    @Test
    void theOneWithSecrets() throws InterruptedException {
        aws.existing()
                .secret(
                        "emr-launch-kerberos-attributes",
                        "{\"Realm\": \"EC2.INTERNAL\", \"KdcAdminPassword\": \"s3cr3t-of-the-kdc\"}");
        launchFunction(profile(new DefinitionName("analytics", "kerberos-profile")))
                .build();

        LocalExecution execution = launch("{}");

        ObjectNode request = onlyCluster(execution).request().deepCopy();
        assertThat(request.at("/KerberosAttributes/KdcAdminPassword").asText()).isEqualTo("s3cr3t-of-the-kdc");
        assertThat(execution.history().toString()).doesNotContain("s3cr3t-of-the-kdc");
    }
}
