package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelineNotFoundException;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;

/** Pipelines are stored like the other definitions, and loaded by name. */
class StoredPipelineTest {
    private static final DefinitionName NAME = DefinitionName.parse("analytics/nightly");
    private static final String PATH = "/emr_launch/pipelines/analytics/nightly";
    private static final String MACHINE =
            "arn:aws:states:eu-west-1:123456789012:stateMachine:pipeline_analytics_nightly";

    private final TestStack test = TestStack.create();

    private TransientClusterPipeline.Builder pipeline() {
        return TransientClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("nightly")
                .namespace("analytics")
                .launchFunction(EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("etl")
                        .emrProfile(test.profile())
                        .clusterConfiguration(test.configuration().build())
                        .build());
    }

    private PersistentClusterPipeline.Builder persistent() {
        return PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("nightly")
                .namespace("analytics")
                .clusterId("j-1");
    }

    @Test
    void storesOverridableArgumentsButNoOtherArguments() {
        Bucket bucket = new Bucket(test.stack(), "Data");
        pipeline()
                .description("every night")
                .keepClusterOnSuccess(true)
                .notifications(Notifications.ofFailure(new Topic(test.stack(), "Failed")))
                .phases(
                        Phase.of(
                                        "Load",
                                        EmrStep.of(
                                                        "Orders",
                                                        "s3://jobs/job.jar",
                                                        "--password=hunter2",
                                                        "--day=2026-01-01",
                                                        bucket.getBucketName(),
                                                        JsonPath.stringAt("$.mode"))
                                                .withOverridableArguments("--day=2026-01-01")
                                                .withArgumentName("Bucket", bucket.getBucketName())
                                                .withOverrideRules(OverrideRule.of("--day=2026-01-01")
                                                        .withPattern("--day=\\d{4}-\\d{2}-\\d{2}")))
                                .validatedBy(EmrStep.of("Check", "command-runner.jar", "true"))
                                .always(),
                        Phase.ofChain("Decide", new Pass(test.stack(), "Think")),
                        Phase.of(
                                "Report",
                                SparkSubmit.python("s3://jobs/report.py")
                                        .arguments("daily")
                                        .toStep("Report")))
                .build();

        JsonNode stored = test.parameter(PATH);
        assertThat(stored.path("StateMachine").asText()).startsWith("<PipelineStateMachine");
        assertThat(stored.path("FailureTopic").asText()).startsWith("<Failed");
        JsonNode known = Json.parseObject(stored.toString()).without(List.of("StateMachine", "FailureTopic"));
        assertThat(known).isEqualTo(Json.parse("""
            {"PipelineName": "nightly", "Namespace": "analytics", "Description": "every night",
             "Cluster": {"Kind": "TRANSIENT", "LaunchFunction": "default/etl", "ClusterId": null, "ClusterName": null,
               "KeepClusterOnSuccess": true},
             "Phases": [
               {"Name": "Load", "Always": true, "Steps": [
                 {"Name": "Orders",
                  "AllowedOverrides": {
                    "--day=2026-01-01": {"Default": "--day=2026-01-01", "Pattern": "--day=\\\\d{4}-\\\\d{2}-\\\\d{2}"},
                    "Bucket": {"Default": null, "Type": "STRING"}},
                  "ArgumentUses": ["HADOOP_CONFIGURATION"],
                  "ArgumentNames": ["--password=", "--day="],
                  "OwnNames": {"--day=2026-01-01": "--day="}},
                 {"Name": "Check", "AllowedOverrides": {}}]},
               {"Name": "Decide", "Always": true, "Steps": []},
               {"Name": "Report", "Always": false, "Steps": [
                 {"Name": "Report", "AllowedOverrides": {"daily": {"Default": "daily", "Type": "STRING"}},
                  "ArgumentUses": ["COMMAND_RUNNER", "SHELL"]}]}],
             "SuccessTopic": null}\
            """));
        assertThat(stored.toString()).doesNotContain("hunter2", "job.jar", "report.py");
        assertThat(test.properties("AWS::StepFunctions::StateMachine"))
                .extracting(machine -> machine.path("StateMachineName").asText())
                .contains("pipeline_analytics_nightly");
    }

    @Test
    void storesClusterIdOfPersistentPipeline() {
        persistent().phases(Phase.of("Work", EmrStep.of("Step", "a.jar"))).build();

        assertThat(test.parameter(PATH).path("Cluster")).isEqualTo(Json.parse("""
            {"Kind": "PERSISTENT", "LaunchFunction": null, "ClusterId": "j-1", "ClusterName": null, "KeepClusterOnSuccess": null}\
            """));
    }

    /** The limit of the state machine is larger than that of a definition. */
    @Test
    void omitsAllowedOverridesIfDefinitionIsTooLarge() {
        List<EmrStep> steps = IntStream.range(0, 60)
                .mapToObj(i -> SparkSubmit.python("s3://jobs/report.py")
                        .arguments("%04d".formatted(i) + "x".repeat(1000))
                        .toStep("Step " + i))
                .toList();
        PersistentClusterPipeline pipeline =
                persistent().phases(Phase.of("Work", steps)).build();

        PipelineDefinition stored = pipeline.getDefinition();
        assertThat(stored.phases()).singleElement().satisfies(phase -> assertThat(phase.steps())
                .hasSize(60)
                .allSatisfy(step -> assertThat(step.allowedOverrides()).isNull()));
        DefinitionParts.split(DefinitionType.PIPELINE, NAME, stored.toJson());
    }

    private static TestStack loading(Path folder, String document) {
        new DefinitionDirectory(folder).put(new StoredDocument<>(DefinitionType.PIPELINE, NAME, document, "test"));
        return TestStack.withContext(Map.of("emr-launch:definitions-directory", folder.toString()));
    }

    private String document(String machine) {
        return Json.write(persistent()
                .phases(Phase.of("Work", EmrStep.of("Step", "a.jar")))
                .build()
                .getDefinition()
                .toJson()
                .put("StateMachine", machine));
    }

    @Test
    void loadsStoredPipelineAndGrantsAccess(@TempDir Path folder) {
        TestStack loading = loading(folder, document(MACHINE));
        Role caller = Role.Builder.create(loading.stack(), "Caller")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();

        IClusterPipeline loaded =
                TransientClusterPipeline.fromStoredPipeline(loading.stack(), "Loaded", "nightly", "analytics");
        loaded.grantStart(caller);
        loaded.grantRead(caller);
        StoredDefinitions.grantReadNamespace(caller, DefinitionType.PIPELINE, "analytics");

        assertThat(loaded.getPipelineName()).isEqualTo("nightly");
        assertThat(loaded.getNamespace()).isEqualTo("analytics");
        assertThat(loaded.getDefinition().cluster().clusterId()).isEqualTo("j-1");
        assertThat(StoredDefinitions.list(loading.stack(), DefinitionType.PIPELINE, "analytics"))
                .containsExactly(NAME);
        assertThat(loading.statements("Caller"))
                .contains("states:StartExecution on " + MACHINE)
                .anySatisfy(statement -> assertThat(statement).contains("parameter" + PATH + " "))
                .anySatisfy(statement -> assertThat(statement).contains("parameter/emr_launch/pipelines/analytics/*"));
        assertThatThrownBy(() -> PersistentClusterPipeline.fromStoredPipeline(loading.stack(), "None", "none"))
                .isInstanceOf(PipelineNotFoundException.class)
                .hasMessageStartingWith("Stack/None: pipeline 'default/none' not found");
        assertThatThrownBy(() -> PersistentClusterPipeline.fromStoredPipeline(loading.stack(), "Near", "nightly"))
                .hasMessageEndingWith("Did you mean analytics/nightly?");
        assertThatThrownBy(() -> PersistentClusterPipeline.fromStoredPipeline(loading.stack(), "Odd", "a b"))
                .hasMessageStartingWith("Stack/Odd: 'pipelineName' must match");
    }

    /** Otherwise the writer of a parameter could choose what others start. */
    @Test
    void rejectsStoredPipelineWithOtherStateMachine(@TempDir Path folder) {
        TestStack loading = loading(folder, document(MACHINE.replace("pipeline_analytics", "pipeline_default")));

        assertThatThrownBy(() ->
                        TransientClusterPipeline.fromStoredPipeline(loading.stack(), "Loaded", "nightly", "analytics"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Its own is 'pipeline_analytics_nightly'");
        assertThat(loading.stack().getNode().tryFindChild("Loaded")).isNull();
    }

    /** In another account or region than the stack where it is stored. */
    @Test
    void rejectsStoredPipelineWithStateMachineOfOtherAccount(@TempDir Path folder) {
        TestStack loading = loading(folder, document(MACHINE));
        Stack other = new Stack(
                (software.constructs.Construct) loading.stack().getNode().getScope(),
                "Other",
                StackProps.builder()
                        .env(software.amazon.awscdk.Environment.builder()
                                .account("210987654321")
                                .region("eu-west-1")
                                .build())
                        .build());

        assertThatThrownBy(() -> TransientClusterPipeline.fromStoredPipeline(other, "Loaded", "nightly", "analytics"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("of account 210987654321 in region eu-west-1");
    }
}
