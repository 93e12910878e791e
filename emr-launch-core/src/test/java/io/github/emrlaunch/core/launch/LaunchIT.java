package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.ChangedAssembly;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.constructs.Construct;

/** Launches on the local emulator with the synthesized template, the real jar and the real handler. */
class LaunchIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = LocalAwsExtension.forApp(LaunchIT::addStack);

    @TempDir
    Path assembly;

    private final LocalAws aws = deployed.local();
    private final String stateMachine = stateMachine(deployed.deployment());

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
    }

    private static String stateMachine(Deployment deployment) {
        assertThat(deployment.skippedResources()).isEmpty();
        return deployment.ofType("AWS::StepFunctions::StateMachine").get(0).physicalId();
    }

    /** Deploys a changed template as an update. */
    private void deployChanged(UnaryOperator<String> change) {
        stateMachine(aws.deploy(ChangedAssembly.copy(deployed.assemblies().get(0), assembly, change)));
    }

    private LocalExecution launch(String machine, String input) throws InterruptedException {
        return launch(aws, machine, input);
    }

    private static LocalExecution launch(LocalAws aws, String machine, String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(machine, input));
    }

    @Test
    void loadsConfigurationAndStartsClusterInFirstTwoStates() throws InterruptedException {
        LocalExecution execution = launch(stateMachine, "{}");

        List<JsonNode> exits = execution.history().stream()
                .filter(event -> event.path("type").asText().endsWith("StateExited"))
                .map(event -> event.path("stateExitedEventDetails"))
                .limit(2)
                .toList();
        assertThat(exits)
                .extracting(exit -> exit.path("name").asText())
                .containsExactly("Load Cluster Configuration", "Start EMR Cluster");
        JsonNode loaded = Json.parse(exits.get(0).path("output").asText()).path("Cluster");
        assertThat(loaded.path("ReleaseLabel").asText()).isEqualTo("emr-7.12.0");
        assertThat(loaded.at("/Applications/0/Name").asText()).isEqualTo("Spark");
        assertThat(aws.clusters()).singleElement().satisfies(cluster -> {
            assertThat(cluster.request().path("ReleaseLabel")).isEqualTo(loaded.path("ReleaseLabel"));
            assertThat(Json.parse(exits.get(1).path("output").asText())
                            .at("/LaunchClusterResult/ClusterId")
                            .asText())
                    .isEqualTo(cluster.id());
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ClusterConfigurationOverrides": {"Workers": 1}} | InvalidOverride | Override 'Workers' is not allowed by this launch function. Allowed: ClusterName
            {"ClusterConfigurationOverrides": {"CoreInstanceCount": 0}} | InvalidOverride | 'Instances.InstanceGroups.1.InstanceCount' must be an integer, 1 to 20, got: 0
            {"ClusterConfigOverrides": {"CoreInstanceType": 5}} | InvalidOverride | 'Instances.InstanceGroups.1.InstanceType' must be a string, got: 5
            {"ClusterConfigurationOverides": {"CoreInstanceCount": 9}} | InvalidLaunchInput | 'ClusterConfigurationOverides' is no member of the input that this launch function knows: 'ClusterConfigurationOverrides' is
            {"FailIfClusterIsRunning": true} | InvalidLaunchInput | 'FailIfClusterIsRunning' is no member of the input that this launch function knows: 'FailIfClusterRunning' is
            {"Tag": [{"Key": "team", "Value": "etl"}]} | InvalidLaunchInput | 'Tag' is no member of the input that this launch function knows: 'Tags' is
            ["no object"] | InvalidLaunchInput | The execution's input must be a JSON object
            """)
    void failsInTheFirstStateForBadInput(String input, String error, String message) throws InterruptedException {
        LocalExecution execution = launch(stateMachine, input);

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo(error);
        assertThat(execution.cause()).contains(message);
        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.invocations()).as("mistakes are not retried").hasSize(1);
    }

    @Test
    void failsWithMessageOfEmrForUnknownInstanceType() throws InterruptedException {
        LocalExecution execution =
                launch(stateMachine, "{\"ClusterConfigurationOverrides\": {\"CoreInstanceType\": \"m7g.xlrage\"}}");

        assertThat(execution.error()).isEqualTo(LaunchErrors.CLUSTER_REFUSED);
        assertThat(execution.cause()).contains("Instance type 'm7g.xlrage' is not supported.");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void failIfClusterRunningPreventsSecondClusterOfSameName() throws InterruptedException {
        launch(stateMachine, "{}");

        LocalExecution second = launch(stateMachine, "{\"FailIfClusterRunning\": true}");

        assertThat(second.error()).isEqualTo(LaunchErrors.CLUSTER_ALREADY_RUNNING);
        assertThat(second.cause())
                .contains("Cluster 'small' is already running: "
                        + aws.clusters().get(0).id());
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void leavesNoClusterThatFailsToStart() throws InterruptedException {
        aws.emr()
                .failNextCluster(
                        ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "bootstrap action 1 failed"));

        LocalExecution execution = launch(stateMachine, "{}");

        assertThat(execution.error()).isEqualTo("ClusterStartFailed");
        assertThat(execution.cause())
                .startsWith("Cluster " + aws.clusters().get(0).id() + " did not start: ")
                .contains("TERMINATING (BOOTSTRAP_FAILURE): ", "bootstrap action 1 failed");
        aws.clock().advance(Duration.ofMinutes(10));
        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATED_WITH_ERRORS");
    }

    @Test
    void terminatesProtectedClusterThatCannotBeDescribed() throws Exception {
        // Only in the stored definition: the state machine has the same text for disabling the protection.
        deployChanged(template -> template.replace(
                "\\\"SlaveInstanceType\\\":null,\\\"TerminationProtected\\\":false",
                "\\\"SlaveInstanceType\\\":null,\\\"TerminationProtected\\\":true"));
        aws.emr().failNextCluster(ClusterFault.describeThrottled(1000));

        LocalExecution execution = launch(stateMachine, "{}");

        assertThat(execution.error()).isEqualTo("ClusterStartFailed");
        assertThat(execution.cause()).contains("did not start", "Rate exceeded");
        assertThat(aws.clusters()
                        .get(0)
                        .request()
                        .at("/Instances/TerminationProtected")
                        .booleanValue())
                .isTrue();
        aws.clock().advance(Duration.ofMinutes(10));
        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATED");
    }

    @Test
    void errorNamesClusterThatCouldNotBeTerminated() throws Exception {
        deployChanged(template ->
                template.replace("\"elasticmapreduce:TerminateJobFlows\"", "\"elasticmapreduce:ListSteps\""));
        aws.emr().failNextCluster(ClusterFault.describeThrottled(1000));

        LocalExecution execution = launch(stateMachine, "{}");

        assertThat(execution.error()).isEqualTo(LaunchErrors.CLUSTER_START_FAILED);
        assertThat(execution.cause())
                .startsWith(
                        "Cluster " + aws.clusters().get(0).id()
                                + " did not start: it was not ready 3600 seconds after EMR had accepted it, and could not be described: ")
                .contains("may still be running, terminating it failed: ")
                .contains("elasticmapreduce:TerminateJobFlows", "Rate exceeded");
    }

    @Test
    void retriesThrottledButNotRejectedRunJobFlow() throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.rejected("ThrottlingException", "Rate exceeded"));

        assertThat(launch(stateMachine, "{}").status()).isEqualTo("SUCCEEDED");

        Instant before = aws.clock().now();
        aws.emr().failNextCluster(ClusterFault.rejected("ValidationException", "Instance type is not supported"));
        LocalExecution refused = launch(stateMachine, "{}");
        assertThat(refused.error()).isEqualTo(LaunchErrors.CLUSTER_REFUSED);
        assertThat(refused.cause()).contains("Instance type is not supported", "ValidationException");
        assertThat(aws.clock().now()).isEqualTo(before);
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void retriesThrottledDescribeCluster() throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.describeThrottled(5));

        assertThat(launch(stateMachine, "{}").status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givesUpWhenThrottlingDoesNotEnd() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            aws.emr().failNextCluster(ClusterFault.rejected("ThrottlingException", "Rate exceeded"));
        }

        LocalExecution execution = launch(stateMachine, "{}");

        assertThat(execution.error()).isEqualTo(LaunchErrors.AWS_UNAVAILABLE);
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void failsIfHandlerOfTemplateDoesNotExist() throws Exception {
        deployChanged(template -> newVersion(template.replace("lambdas.LaunchHandler", "lambdas.NoSuchHandler")));

        LocalExecution execution = launch(stateMachine, "{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause()).contains("io.github.emrlaunch.lambdas.NoSuchHandler");
    }

    @Test
    void failsIfProfileParameterIsMissing() throws Exception {
        deployChanged(template -> template.replace(
                "\"Name\": \"/emr_launch/emr_profiles/default/etl\"",
                "\"Name\": \"/emr_launch/emr_profiles/default/other\""));

        LocalExecution execution = launch(stateMachine, "{}");

        assertThat(execution.error()).isEqualTo(LaunchErrors.EMR_PROFILE_NOT_FOUND);
        assertThat(execution.cause())
                .contains("EMR profile 'default/etl' not found", "'/emr_launch/emr_profiles/default/etl'");
    }

    private static Path carriedJar() {
        return Path.of("target/classes/io/github/emrlaunch/core/internal/emr-launch-lambdas.jar");
    }

    @Test
    void launchesFromLoadedDefinitionsInAnotherApp(@TempDir Path definitions) throws InterruptedException {
        try (SsmClient ssm = SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
                .build()) {
            ParameterStore store = new ParameterStore(ssm);
            DefinitionType.all().forEach(type -> store.documents(type, "default")
                    .forEach(new DefinitionDirectory(definitions)::put));
        }
        Path other = deployed.synthesize(app -> {
            Stack stack = new Stack(app, "Other");
            Construct scope = TestStack.loadingFrom(definitions, stack);
            EmrLaunchFunction.Builder.create(stack, "Launch")
                    .launchFunctionName("loaded")
                    .emrProfile(EmrProfile.fromStoredProfile(scope, "Profile", "etl"))
                    .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(scope, "Configuration", "small"))
                    .build();
            IEmrLaunchFunction nightly = EmrLaunchFunction.fromStoredFunction(scope, "Nightly", "nightly");
            assertThat(nightly.getStateMachine().getStateMachineArn()).endsWith(":stateMachine:default_nightly");
        });

        LocalExecution execution = launch(
                aws.deploy(other)
                        .ofType("AWS::StepFunctions::StateMachine")
                        .get(0)
                        .physicalId(),
                "{}");
        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
    }

    /** The state machine derives the short name from a class in the jar. */
    @Test
    void everyErrorNameHasExceptionClassInJar() throws Exception {
        try (JarFile jar = new JarFile(carriedJar().toFile())) {
            List<String> exceptions = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith("io/github/emrlaunch/") && name.endsWith("Exception.class"))
                    .map(name -> name.replaceAll("^.*/|Exception\\.class$", ""))
                    .toList();
            for (Field field : LaunchErrors.class.getFields()) {
                assertThat(exceptions).contains(String.valueOf(field.get(null)));
            }
            JsonNode states =
                    Json.parse(Files.readString(Path.of("src/test/resources/state-machines/launch.asl.json")));
            for (JsonNode errors : states.findValues("ErrorEquals")) {
                for (JsonNode error : errors) {
                    if (error.asText().startsWith("io.github.emrlaunch.")) {
                        assertThat(jar.getEntry(error.asText().replace('.', '/') + ".class"))
                                .as(error.asText())
                                .isNotNull();
                    }
                }
            }
        }
    }

    /** The old code is kept for executions that started with it. */
    @Test
    void runningExecutionSucceedsDespiteNewDeployment() throws Exception {
        String execution = aws.startExecution(stateMachine, "{}");
        aws.faults().fail("elasticmapreduce:DescribeCluster", CallFault.before(this::deployOtherCode), 1);

        LocalExecution ended = aws.awaitExecution(execution);

        assertThat(ended.status()).as("%s %s", ended.error(), ended.cause()).isEqualTo("SUCCEEDED");
        LocalExecution next = launch(stateMachine, "{}");
        assertThat(next.status()).as("%s %s", next.error(), next.cause()).isEqualTo("SUCCEEDED");
        assertThat(functionsOf(ended)).allMatch(arn -> arn.endsWith(":1"));
        assertThat(functionsOf(next)).allMatch(arn -> arn.endsWith(":2"));
    }

    private static List<String> functionsOf(LocalExecution execution) {
        List<String> functions = execution.history().stream()
                .filter(event -> event.path("type").asText().equals("TaskScheduled"))
                .map(event -> Json.parse(event.at("/taskScheduledEventDetails/parameters")
                                .asText())
                        .path("FunctionName")
                        .asText())
                .toList();
        assertThat(functions).hasSizeGreaterThan(5);
        return functions;
    }

    /** Simulates new code: another function version, and a state machine that refers to it. */
    private void deployOtherCode() {
        deployChanged(template ->
                newVersion(template).replace("EMR Launch: the stages of", "EMR Launch: the stages, anew, of"));
    }

    private static String newVersion(String template) {
        return template.replaceAll("(LaunchFunction[0-9A-F]{8}Version)[0-9a-f]{32}", "$1" + "0".repeat(32));
    }

    @Test
    void canBeDeployedAgain() {
        assertThatCode(() -> stateMachine(aws.deploy(deployed.assemblies().get(0))))
                .doesNotThrowAnyException();
        assertThat(aws.clusters()).isEmpty();
    }

    /** Deployments for one test, into an empty account. */
    @Nested
    class WhatNobodyHasUsed {
        @RegisterExtension
        static final LocalAwsExtension empty = LocalAwsExtension.withoutApp();

        private final LocalAws own = empty.local();

        @Test
        void startsAClusterAndWaitsForIt() throws InterruptedException {
            Instant start = own.clock().now();

            LocalExecution execution =
                    launch(own, stateMachine(own.deploy(deployed.assemblies().get(0))), """
                    {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4}, "Tags": [{"Key": "run", "Value": "1"}],
                     "Date": "2026-01-01"}""");

            assertThat(execution.status())
                    .as("%s %s", execution.error(), execution.cause())
                    .isEqualTo("SUCCEEDED");
            JsonNode output = Json.parse(String.valueOf(execution.output()));
            assertThat(own.clusters()).singleElement().satisfies(cluster -> {
                assertThat(cluster.state()).isEqualTo("WAITING");
                assertThat(output.at("/LaunchClusterResult/ClusterId").asText()).isEqualTo(cluster.id());
                assertThat(cluster.request()
                                .at("/Instances/InstanceGroups/1/InstanceCount")
                                .intValue())
                        .isEqualTo(4);
                assertThat(cluster.tags())
                        .containsEntry("run", "1")
                        .containsEntry("for-use-with-amazon-emr-managed-policies", "true")
                        .containsEntry("emr-launch:function", "Stack/default/nightly");
            });
            assertThat(output.path("Date").asText()).isEqualTo("2026-01-01");
            assertThat(Duration.between(start, own.clock().now()))
                    .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(15));
            assertThat(output.at("/LaunchClusterResult/ClusterArn").asText())
                    .endsWith(":cluster/"
                            + output.at("/LaunchClusterResult/ClusterId").asText());
            assertThat(own.invocations()).first().satisfies(invocation -> {
                assertThat(invocation.coldStart()).isTrue();
                assertThat(invocation.log()).singleElement().satisfies(line -> assertThat(
                                Json.parse(line).path("Outcome").asText())
                        .isEqualTo("Succeeded"));
            });
            assertThat(own.invocations().subList(1, own.invocations().size()))
                    .as("one function, one cold start")
                    .noneMatch(LambdaInvocation::coldStart);
        }

        @Test
        void deploysJarOfCoreAndFailsIfItIsCorrupt() throws Exception {
            ChangedAssembly.copy(deployed.assemblies().get(0), assembly);
            List<Path> jars;
            try (Stream<Path> files = Files.list(assembly)) {
                jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
            }
            assertThat(jars).hasSize(1);
            assertThat(Files.mismatch(jars.get(0), carriedJar())).isEqualTo(-1);
            Files.write(jars.get(0), new byte[] {1, 2, 3});

            LocalExecution execution = launch(own, stateMachine(own.deploy(assembly)), "{}");

            assertThat(execution.status()).isEqualTo("FAILED");
        }
    }
}
