package io.github.emrlaunch.core.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;

/** Attacks by a user who may only start the two state machines of a notebook cluster. */
class NotebookInputIT {
    private static final List<String> MACHINES = List.of("default_lab", "pipeline_default_lab-notebooks");

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(NotebookInputIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        NotebookCluster.Builder.create(stack, "Notebooks")
                .clusterName("lab")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("notebooks")
                        .vpc(vpc)
                        .httpPutResponseHopLimit(2)
                        .build())
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(new Bucket(stack, "Bucket"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPrivateSubnets().get(0))
                .users("philipp", "admin")
                .steps(EmrStep.of("Extra", "s3://code/extra.jar"))
                .sshFrom("203.0.113.0/24")
                .tags(Map.of("team", "lab", "stage", "test"))
                .allowedOverrides(Map.of(
                        "Workers",
                        OverrideRule.of("Instances.InstanceGroups.1.InstanceCount")
                                .withMinimum(1)
                                .withMaximum(4),
                        "Release",
                        OverrideRule.of("ReleaseLabel").withAllowedValues("emr-7.12.0", "emr-7.11.0")))
                .overridableTags("team", "purpose")
                .build();
    }

    private LocalExecution start(String machine, String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(deployment.stateMachine(machine), input));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"FailIfClusterRunning\": false}",
                "{\"FailIfClusterRunning\": \"false\"}",
                "{\"ClusterConfigurationOverrides\": {\"ReleaseLabel\": \"emr-5.36.0\"}}",
                "{\"ClusterConfigOverrides\": {\"ReleaseLabel\": \"emr-5.36.0\"}}",
                "{\"ClusterConfigurationOverrides\": {\"Release\": \"emr-6.3.0\"}}",
                "{\"ClusterConfigurationOverrides\": {\"IdleTimeout\": 604800}}",
                "{\"ClusterConfigurationOverrides\": {\"ClusterName\": \"second\"}}",
                "{\"ClusterConfigurationOverrides\": {\"Workers\": 5}}",
                "{\"ClusterConfigurationOverrides\": {\"BootstrapActions\": []}}",
                "{\"ClusterConfigurationOverrides\": {\"Instances.Ec2KeyName\": \"mine\"}}",
                "{\"Tags\": [{\"Key\": \"new\", \"Value\": \"x\"}]}",
                "{\"Tags\": [{\"Key\": \"stage\", \"Value\": \"x\"}]}",
                "{\"Tags\": [{\"Key\": \" emr-launch:function\", \"Value\": \"x\"}]}"
            })
    void rejectsInputThatBuilderDoesNotAllow(String input) throws InterruptedException {
        for (String machine : MACHINES) {
            LocalExecution execution = start(machine, input);

            assertThat(execution.status()).as("%s %s", machine, input).isEqualTo("FAILED");
            assertThat(execution.error()).isIn("InvalidLaunchInput", "InvalidOverride");
        }
        assertThat(aws.clusters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"FailIfClusterRunning\": false}", "{\"FailIfClusterRunning\": true}"})
    void launchesNoSecondCluster(String input) throws InterruptedException {
        assertThat(start("default_lab", "{}").status()).isEqualTo("SUCCEEDED");

        for (String machine : MACHINES) {
            assertThat(start(machine, input).status()).isEqualTo("FAILED");
        }

        assertThat(aws.clusters()).hasSize(1);
    }

    /** The step sets passwords from secrets. An execution cannot choose other users or another secret. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Create JupyterHub Users | philipp
        Create JupyterHub Users | %s
        Create JupyterHub Users | s3://BUCKET/emr-launch/notebooks/default/lab/create-users.sh
        Create Users            | philipp
        """)
    void rejectsArgumentOverridesOfStepThatCreatesUsers(String step, String argument) throws InterruptedException {
        for (String spelling : List.of("StepArgumentOverrides", "StepArgOverrides")) {
            String input = Json.write(
                    Json.object()
                            .set(
                                    spelling,
                                    Json.object()
                                            .set(
                                                    step,
                                                    Json.object()
                                                            .put(
                                                                    argument.formatted(userArgument()),
                                                                    "philipp=arn:aws:secretsmanager:us-east-1:123456789012:secret:mine"))));

            LocalExecution execution = start("pipeline_default_lab-notebooks", input);

            assertThat(execution.status()).isEqualTo("FAILED");
            assertThat(execution.cause()).contains(spelling + "." + step);
        }
        assertThat(aws.clusters()).isEmpty();
    }

    /** Without the step, JupyterHub's administrator has the password that EMR documents. */
    @ParameterizedTest
    @ValueSource(strings = {"Users", "Steps"})
    void createsUsersForAnyStartPhase(String phase) throws InterruptedException {
        LocalExecution execution = start("pipeline_default_lab-notebooks", "{\"FromPhase\": \"%s\"}".formatted(phase));

        assertThat(execution.status()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters().get(0).steps())
                .extracting(LocalStep::name)
                .containsExactly("Create JupyterHub Users", "Extra");
    }

    @Test
    void failureDoesNotSuggestFromPhase() throws InterruptedException {
        aws.emr().failStep("Extra", "no kernel");

        LocalExecution execution = start("pipeline_default_lab-notebooks", "{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause())
                .contains("Phase 'Steps' failed", "no kernel")
                .doesNotContain("FromPhase");
    }

    /** Returns an argument with deployed values. */
    private String userArgument() {
        return "philipp="
                + deployment.ofType("AWS::SecretsManager::Secret").stream()
                        .map(secret -> secret.physicalId())
                        .filter(arn -> arn.contains("/philipp"))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void acceptsInputThatBuilderAllows() throws InterruptedException {
        LocalExecution execution = start("pipeline_default_lab-notebooks", """
            {"ClusterConfigurationOverrides": {"Workers": 4, "Release": "emr-7.11.0"},
             "Tags": [{"Key": "team", "Value": "other"}, {"Key": "purpose", "Value": "course"},
                      {"Key": "stage", "Value": "test"}]}\
            """);

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        JsonNode request = aws.clusters().get(0).request();
        assertThat(request.path("ReleaseLabel").asText()).isEqualTo("emr-7.11.0");
        assertThat(request.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isEqualTo(4);
        assertThat(request.path("Tags").toString()).contains("other", "course", "\"stage\"");
    }
}
