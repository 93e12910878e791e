package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.launch.LaunchErrors;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pipeline from its template to the steps that EMR receives, on the local emulator. */
class TransientClusterPipelineIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PipelineStack::add);

    private final LocalAws aws = deployed.local();
    private final String pipeline = deployed.deployment().stateMachine("pipeline_default_pipeline");
    private final String other = deployed.deployment().stateMachine("pipeline_default_other");

    private LocalExecution run(String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(pipeline, input));
    }

    private LocalCluster cluster() {
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0);
    }

    private String arguments(String step) {
        JsonNode args = cluster().stepsNamed(step).get(0).request().at("/HadoopJarStep/Args");
        return String.join(
                " ",
                StreamSupport.stream(args.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    private JsonNode told(String topic) {
        assertThat(aws.publications(topic)).hasSize(1);
        return Json.parse(aws.publications(topic).get(0).message());
    }

    @Test
    void runsAllPhasesAndTerminatesTheCluster() throws InterruptedException {
        LocalExecution execution = run("{\"Tags\": [{\"Key\": \"run\", \"Value\": \"1\"}]}");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(cluster().steps())
                .extracting(LocalStep::name)
                .containsExactlyInAnyOrder("Orders", "Customers", "Check", "Report");
        assertThat(cluster().steps()).extracting(LocalStep::state).containsOnly("COMPLETED");
        assertThat(cluster().tags()).containsEntry("run", "1");
        assertThat(cluster().isAlive()).isFalse();
        LocalStep check = cluster().stepsNamed("Check").get(0);
        for (String ingested : new String[] {"Orders", "Customers"}) {
            assertThat(check.started())
                    .isAfterOrEqualTo(cluster().stepsNamed(ingested).get(0).ended());
        }
        assertThat(told("succeeded"))
                .isEqualTo(Json.parse("""
                    {"Kind": "EmrPipeline", "Name": "default/pipeline", "Status": "SUCCEEDED", "Execution": "%s",
                     "ClusterId": "%s", "ClusterName": "small"}\
                    """.formatted(execution.arn(), cluster().id())));
        assertThat(Json.parse(String.valueOf(execution.output())))
                .isEqualTo(Json.parse("""
                    {"Tags": [{"Key": "run", "Value": "1"}], "LaunchClusterResult": {"ClusterId": "%s"}}\
                    """.formatted(cluster().id())));
        assertThat(aws.publications("failed")).isEmpty();
    }

    @Test
    void terminatesTheClusterAndReportsTheFailedStep() throws InterruptedException {
        aws.emr().failStep("Customers", "out of memory.");

        LocalExecution execution = run("{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_FAILED);
        assertThat(cluster().isAlive()).isFalse();
        assertThat(cluster().steps()).extracting(LocalStep::name).doesNotContain("Check", "Report");
        JsonNode message = told("failed");
        assertThat(message.path("Status").asText()).isEqualTo("FAILED");
        assertThat(message.path("ClusterId").asText()).isEqualTo(cluster().id());
        assertThat(message.path("ClusterName").asText()).isEqualTo("small");
        assertThat(message.path("Execution").asText()).isEqualTo(execution.arn());
        assertThat(message.path("FromPhase").asText()).isEqualTo("Ingest");
        assertThat(message.path("Cause").asText())
                .startsWith("Phase 'Ingest' failed: ")
                .doesNotContain("..")
                .contains("Step %s ('Customers') of cluster %s is FAILED: Unknown Error: out of memory"
                        .formatted(
                                cluster().stepsNamed("Customers").get(0).id(),
                                cluster().id()))
                .endsWith(". An execution with the input {\"FromPhase\":\"Ingest\"} starts from it");
        assertThat(execution.cause()).isEqualTo(message.path("Cause").asText());
        assertThat(aws.publications("succeeded")).isEmpty();
    }

    @Test
    void overridesArgumentsOfTheNamedStepOnly() throws InterruptedException {
        LocalExecution execution = run("""
            {"StepArgumentOverrides": {"Orders": {"2026-01-01": "2026-02-02"}},
             "StepArgOverrides": {"Orders": {"2026-01-01": "older"}, "Report": {"daily": "weekly"}}}\
            """);

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(arguments("Orders")).isEqualTo("orders 2026-02-02");
        assertThat(arguments("Customers")).isEqualTo("customers 2026-01-01");
        assertThat(arguments("Report")).isEqualTo("it's weekly");
        assertThat(arguments("Check")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Order\": {\"2026-01-01\": \"x\"}} | Order' is no step of this pipeline. Steps: Orders, Customers,"
                        + " Check, Report",
                "{\"orders\": {\"2026-01-01\": \"x\"}} | orders' is no step of this pipeline. Steps: Orders,"
                        + " Customers, Check, Report",
                "{\"\": {}} | ' is no step of this pipeline. Steps: Orders, Customers, Check, Report",
                "{\"Orders\": {\"2026\": \"x\"}} | Orders.2026' is no argument that an execution may override."
                        + " Arguments: orders, 2026-01-01",
                "{\"Check\": {\"any\": \"x\"}} | Check.any' is no argument that an execution may override. Arguments:"
                        + " none"
            })
    void rejectsOverridesOfUnknownStepsAndArguments(String overrides, String expected) throws InterruptedException {
        for (String spelling : new String[] {"StepArgumentOverrides", "StepArgOverrides"}) {
            LocalExecution execution = run("{\"%s\": %s}".formatted(spelling, overrides));

            assertThat(execution.error()).as(spelling).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
            assertThat(execution.cause()).isEqualTo("'%s.%s".formatted(spelling, expected));
        }
        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.publications("failed")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | ' must be an object, got: null",
                "\"Orders\" | ' must be an object, got: \"Orders\"",
                "[] | ' must be an object, got: a list",
                "[{\"Orders\": {\"2026-01-01\": \"x\"}}] | ' must be an object, got: a list",
                "{\"Orders\": null} | .Orders' must be an object, got: null",
                "{\"Orders\": \"x\"} | .Orders' must be an object, got: \"x\"",
                "{\"Orders\": [\"orders\", \"x\"]} | .Orders' must be an object, got: a list",
                "{\"Check\": []} | .Check' must be an object, got: a list",
                "{\"Orders\": {\"2026-01-01\": 5}} | .Orders.2026-01-01' must be a string, got: 5",
                "{\"Orders\": {\"2026-01-01\": null}} | .Orders.2026-01-01' must be a string, got: null",
                "{\"Orders\": {\"2026-01-01\": [\"x\", \"y\"]}} | .Orders.2026-01-01' must be a string, got: a list",
                "{\"Orders\": {\"2026-01-01\": {\"x\": \"y\"}}} | .Orders.2026-01-01' must be a string, got: an object"
            })
    void rejectsOverridesOfInvalidType(String overrides, String expected) throws InterruptedException {
        for (String spelling : new String[] {"StepArgumentOverrides", "StepArgOverrides"}) {
            LocalExecution execution = run("{\"%s\": %s}".formatted(spelling, overrides));

            assertThat(execution.error()).as(spelling).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
            assertThat(execution.cause()).isEqualTo("'%s%s".formatted(spelling, expected));
        }
        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.publications("failed")).hasSize(2).allSatisfy(publication -> assertThat(
                        Json.parse(publication.message()).path("Error").asText())
                .isEqualTo(PipelineErrors.INVALID_OVERRIDE));
    }

    /** Command-runner omits empty arguments (mrjob pull request 2082), which would shift the following ones. */
    @Test
    void rejectsEmptyOverridesForCommandRunnerOnly() throws InterruptedException {
        LocalExecution refused = aws.awaitExecution(
                aws.startExecution(other, "{\"StepArgumentOverrides\": {\"Other\": {\"daily\": \"\"}}}"));

        assertThat(refused.error()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(refused.cause())
                .isEqualTo("'StepArgumentOverrides.Other.daily' must not be empty: command-runner.jar leaves out empty"
                        + " arguments");
        assertThat(aws.clusters()).isEmpty();

        run("{\"StepArgumentOverrides\": {\"Report\": {\"daily\": \"\"}}}");
        assertThat(arguments("Report")).isEqualTo("it's ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"StepArgumentOverrides\": {}}]", "\"StepArgumentOverrides\"", "5", "null"})
    void rejectsInputThatIsNotAnObject(String input) throws InterruptedException {
        LocalExecution execution = run(input);

        assertThat(execution.error()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).startsWith("The input must be an object, got: ");
        assertThat(told("failed").path("Error").asText()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(aws.clusters()).isEmpty();
    }

    /** Members with the names of variables of the machine, and both spellings together. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"argumentOverrides\": {\"Customers\": {\"customers\": \"evil\"}}, \"violation\": \"x\"}",
                "{\"$argumentOverrides\": {\"Customers\": {\"customers\": \"evil\"}}, \"clusterId\": \"j-EVIL\"}",
                "{\"Error\": {\"Error\": \"x\"}, \"LaunchClusterResult\": {\"ClusterId\": \"j-EVIL\"}}",
                "{\"Orders\": {\"customers\": \"evil\"}, \"Customers\": {\"customers\": \"evil\"}}",
                "{\"StepArgumentOverrides\": {}, \"StepArgOverrides\": {\"Orders\": {\"orders\": \"$.customers\"}}}",
                "{\"StepArgOverrides\": {\"Orders\": {\"orders\": \"'\\\" & $states.input & \\\"\"}}}",
                "{\"StepArgOverrides\": {\"Orders\": {\"orders\": \"{% $states.context %}\"}}}",
                "{\"StepArgumentOverrides\": {\"Orders\": {\"orders\": \"$$.Execution.Id\", \"2026-01-01\":"
                        + " \"customers\"}}}"
            })
    void overridesDoNotAffectOtherSteps(String input) throws InterruptedException {
        LocalExecution execution = run(input);

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(arguments("Customers")).isEqualTo("customers 2026-01-01");
        assertThat(arguments("Check")).isEmpty();
        assertThat(arguments("Report")).isEqualTo("it's daily");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Orders'] , $['Customers\": {\"customers\": \"evil\"}}",
                "{\"*\": {\"customers\": \"evil\"}}",
                "{\"..\": {\"customers\": \"evil\"}}",
                "{\"Step1\": {\"customers\": \"evil\"}}",
                "{\"Orders\": {\"customers\": \"evil\"}}",
                "{\"Orders\": {\"orders\": \"x\", \"Customers\": {\"customers\": \"evil\"}}}",
                "{\"Orders.Customers\": {\"customers\": \"evil\"}}"
            })
    void rejectsOverridesThatTargetOtherSteps(String overrides) throws InterruptedException {
        for (String spelling : new String[] {"StepArgumentOverrides", "StepArgOverrides"}) {
            assertThat(run("{\"%s\": %s}".formatted(spelling, overrides)).error())
                    .as(spelling)
                    .isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        }
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void runsEachStepOnceDespiteLostResponsesAndThrottling() throws InterruptedException {
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 2);
        aws.faults().throttle("elasticmapreduce:AddJobFlowSteps", 9);

        LocalExecution execution = run("{}");

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(cluster().steps()).extracting(LocalStep::name).doesNotHaveDuplicates();
        assertThat(cluster().isAlive()).isFalse();
        assertThat(aws.publications("failed")).isEmpty();
    }

    @Test
    void succeedsDespiteThrottledDescribeStep() throws InterruptedException {
        aws.faults().throttle("elasticmapreduce:DescribeStep", 6);

        assertThat(run("{}").status()).isEqualTo("SUCCEEDED");
        assertThat(cluster().steps()).extracting(LocalStep::name).doesNotHaveDuplicates();
    }

    @Test
    void reportsTheFailedLaunch() throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "no such script"));

        LocalExecution execution = run("{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo(LaunchErrors.CLUSTER_START_FAILED);
        assertThat(execution.cause())
                .startsWith("Cluster j-")
                .endsWith(" did not start: it is TERMINATING (BOOTSTRAP_FAILURE): no such script");
        assertThat(told("failed").path("Error").asText()).isEqualTo(LaunchErrors.CLUSTER_START_FAILED);
        assertThat(told("failed").path("Cause").asText()).isEqualTo(execution.cause());
        assertThat(told("failed").has("ClusterId")).isFalse();
    }
}
