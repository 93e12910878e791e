package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipelines and job functions on the command line, over HTTP. */
class PipelineCommandsTest {
    private static final DefinitionName ETL = DefinitionName.parse("analytics/etl");
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:pipeline_analytics_daily:";
    private static final String DAILY = """
        {"PipelineName": "daily", "Namespace": "analytics", "Description": "every day",
         "Cluster": {"Kind": "TRANSIENT", "LaunchFunction": "analytics/etl", "ClusterId": null, "ClusterName": null,
           "KeepClusterOnSuccess": false},
         "Phases": [
           {"Name": "Load", "Always": false, "Steps": [
             {"Name": "Orders v1.2",
              "AllowedOverrides": {
                "2026-01-01": {"Default": "2026-01-01", "Pattern": "\\\\d{4}-\\\\d{2}-\\\\d{2}"},
                "--out=s3://out": {"Default": "--out=s3://out"}},
              "ArgumentNames": ["--out="], "OwnNames": {"--out=s3://out": "--out="}},
             {"Name": "a", "AllowedOverrides": {"b.c": {"Default": "x"}}},
             {"Name": "a.b", "AllowedOverrides": {"c": {"Default": "y"}}}]},
           {"Name": "Report", "Always": true, "Steps": []}],
         "SuccessTopic": null, "FailureTopic": null,
         "StateMachine": "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_daily"}\
        """;

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());
    private final Cli cli = new Cli(account);

    @AfterEach
    void close() {
        account.close();
    }

    private ObjectNode storeDaily() {
        ObjectNode daily = Json.parseObject(DAILY);
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/daily"), daily);
        account.storeFunction(ETL, TestAccount.SUCCEEDS, Map.of());
        account.stateMachine("pipeline_analytics_daily", "{\"First\": {\"Type\": \"Pass\", \"End\": true}}");
        return daily;
    }

    private void storePersistent() {
        ObjectNode shared = Json.parseObject(DAILY)
                .put("PipelineName", "shared")
                .put("StateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_shared");
        shared.withObject("/Cluster").put("Kind", "PERSISTENT").putNull("KeepClusterOnSuccess");
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/shared"), shared);
        account.stateMachine("pipeline_analytics_shared", "{\"First\": {\"Type\": \"Pass\", \"End\": true}}");
    }

    private JsonNode input() {
        return Json.parse(
                Json.parse(account.proxy().calls("StartExecution").get(0).body())
                        .path("input")
                        .asText());
    }

    @Test
    void completesNamesArgumentsPhasesOverridesAndExecutions() {
        storeDaily();
        cli.run("start", "pipeline", "analytics/daily", "--execution-name", "run-1", "--wait");

        assertThat(offered("start pipeline ")).containsExactly("analytics/daily");
        assertThat(offered("start pipeline analytics/daily --arg ")).containsExactly("a.b.c=");
        assertThat(offered("start pipeline analytics/daily --from ")).containsExactly("Load", "Report");
        assertThat(offered("start pipeline analytics/daily --set CoreInstanceC"))
                .containsExactly("CoreInstanceCount=");
        assertThat(offered("run job --launch analytics/e")).containsExactly("analytics/etl");
        assertThat(offered("run job --launch analytics/etl --set CoreInstanceC"))
                .containsExactly("CoreInstanceCount=");
        assertThat(offered("run job --name ")).isEmpty();
        for (String command : List.of("watch", "stop", "steps", "logs", "open")) {
            assertThat(offered(command + " pipeline_")).containsExactly("pipeline_analytics_daily:");
            assertThat(offered(command + " pipeline_analytics_daily:"))
                    .containsExactly("pipeline_analytics_daily:run-1");
        }
    }

    private List<String> offered(String line) {
        return cli.run(
                        "complete",
                        "emr-launch --region us-east-1 --endpoint-url %s %s"
                                .formatted(account.proxy().endpoint(), line))
                .out()
                .lines()
                .toList();
    }

    @Test
    void listsAndShowsPipelinesWithTheirOverrides() {
        storeDaily();

        assertThat(cli.run("list", "pipelines").out()).isEqualTo("""
            NAMESPACE  NAME   KIND       CLUSTER           PHASES        DESCRIPTION
            analytics  daily  TRANSIENT  of analytics/etl  Load, Report  every day
            """);
        assertThat(cli.run("show", "pipeline", "analytics/daily").out()).isEqualTo("""
            pipeline analytics/daily
              PipelineName: daily
              Namespace: analytics
              Description: every day
              Cluster.Kind: TRANSIENT
              Cluster.LaunchFunction: analytics/etl
              Cluster.KeepClusterOnSuccess: false
              StateMachine: arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_daily

            PHASE   STEP         ARGUMENT        DEFAULT         MUST BE
            Load    Orders v1.2  2026-01-01      2026-01-01      a string, matching \\d{4}-\\d{2}-\\d{2}
            Load    Orders v1.2  --out=s3://out  --out=s3://out  a string
            Load    a            b.c             x               a string
            Load    a.b          c               y               a string
            Report
            """.stripIndent());
    }

    @Test
    void startsAPipelineWithArgumentsPhaseAndClusterOverrides() {
        storeDaily();

        Result started = cli.run(
                "start",
                "pipeline",
                "analytics/daily",
                "--arg",
                "Orders v1.2.2026-01-01=2026-01-02",
                "--arg",
                "Orders v1.2.--out=s3://out=--out=s3://in=x",
                "--from",
                "Report",
                "--set",
                "CoreInstanceCount=4",
                "--tag",
                "team=etl",
                "--no-fail-if-running",
                "--input",
                "{\"tables\": [\"a\"]}",
                "--execution-name",
                "run-1",
                "--wait");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(started.out())
                .startsWith("Started analytics/daily: " + EXECUTION + "run-1\n")
                .contains("SUCCEEDED after 0:00:00");
        assertThat(input()).isEqualTo(Json.parse("""
            {"tables": ["a"],
             "StepArgumentOverrides": {"Orders v1.2": {"2026-01-01": "2026-01-02", "--out=s3://out": "--out=s3://in=x"}},
             "FromPhase": "Report", "ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
             "Tags": [{"Key": "team", "Value": "etl"}], "FailIfClusterRunning": false}\
            """));
        Result again = cli.run("start", "pipeline", "analytics/daily", "--execution-name", "run-1");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("run-1").contains("with another input");
        assertThat(cli.run("status", "pipeline", "analytics/daily").out()).isEqualTo("""
            STARTED               TOOK     STATUS     EXECUTION
            2026-01-01T00:00:00Z  0:00:00  SUCCEEDED  %srun-1
            """.formatted(EXECUTION));
        assertThat(cli.run("status", EXECUTION + "run-1").out()).startsWith("SUCCEEDED after 0:00:00");
    }

    @Test
    void checksWithoutStartingInADryRun() {
        storeDaily();

        assertThat(cli.run(
                                "start",
                                "pipeline",
                                "analytics/daily",
                                "--arg",
                                "Orders v1.2.2026-01-01=2026-01-02",
                                "--dry-run")
                        .out())
                .isEqualToIgnoringWhitespace(
                        "{\"StepArgumentOverrides\": {\"Orders v1.2\": {\"2026-01-01\": \"2026-01-02\"}}}");
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void startsAPersistentPipelineWithoutInput() {
        storePersistent();

        Result started = cli.run("start", "pipeline", "analytics/shared");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(started.out()).startsWith("Started analytics/shared: arn:aws:states:us-east-1:123456789012:");
        assertThat(started.err())
                .startsWith("To show its status: emr-launch %s status arn:aws:states:".formatted(cli.options()));
        assertThat(input()).isEqualTo(Json.object());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --arg | Orders v1.2.2026-01-02=x | 'Orders v1.2.2026-01-02=x' is no STEP.ARGUMENT=VALUE of an argument that an execution may override. Arguments: Orders v1.2.2026-01-01, Orders v1.2.--out=s3://out. Did you mean Orders v1.2.2026-01-01?
        --arg | Order.2026-01-01=x       | 'Order.2026-01-01=x' is no STEP.ARGUMENT=VALUE of an argument that an execution may override. Arguments: Orders v1.2.2026-01-01, Orders v1.2.--out=s3://out, a.b.c
        --arg | Orders v1.2.2026-01-01   | 'Orders v1.2.2026-01-01' is no STEP.ARGUMENT=VALUE of an argument
        --arg | a.b.c=z                  | 'a.b.c=z' may be of argument 'b.c' of step 'a' or of argument 'c' of step 'a.b'. Give the input as JSON: {"StepArgumentOverrides": {"STEP": {"ARGUMENT": "VALUE"}}}
        --arg | Orders v1.2.2026-01-01=monday | 'StepArgumentOverrides.Orders v1.2.2026-01-01' must be a string, matching \\d{4}-\\d{2}-\\d{2}, got: "monday"
        --arg | Orders v1.2.--out=s3://out=s3://in | 'StepArgumentOverrides.Orders v1.2.--out=s3://out' must begin with --out=, since only the value behind it can be overridden
        --from | Reprot                  | 'FromPhase' is no phase of this pipeline: 'Reprot'. Phases: Load, Report. Did you mean Report?
        --set | CoreInstances=2          | Override 'CoreInstances' is not allowed by this launch function. Allowed: ClusterName
        --set | CoreInstanceCount=two    | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: two
        --input | {"StepArgOverrides":{"Order":{}}} | 'StepArgOverrides.Order' is no step of this pipeline. Steps: Orders v1.2, a, a.b
        --input | {"StepArgumentOverrides":{"a":{"d":"x"}}} | 'StepArgumentOverrides.a.d' is no argument that an execution may override. Arguments: b.c
        --input | {"StepArgumentOverrides":{"a":{"b.c":1}}} | 'StepArgumentOverrides.a.b.c' must be a string, got: 1
        --input | {"StepArgumentOverrides":[]} | 'StepArgumentOverrides' must be an object
        --input | {"StepArgumentOverrides":{"a":5}} | 'StepArgumentOverrides.a' must be an object
        --input | {"StepArgumentOveride":{}} | 'StepArgumentOveride' is no member of the input that this pipeline knows: 'StepArgumentOverrides' is
        --input | {"Tag":[]}             | 'Tag' is no member of the input that this pipeline knows: 'Tags' is
        --input | {"tags":[]}            | 'tags' is no member of the input that this pipeline knows: 'Tags' is
        --input | {"FromPhase":1}        | 'FromPhase' must be the name of a phase, got: 1
        --input | {"Tags":5}             | The execution's input is not valid: 'Tags' must be a list
        --input | []                     | '--input' must be a JSON object, got: []
        """)
    void rejectsInvalidOptionsWithoutStarting(String option, String value, String message) {
        storeDaily();

        Result refused = cli.run("start", "pipeline", "analytics/daily", option, value);

        assertThat(refused.err()).startsWith("emr-launch: " + message);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void rejectsAnArgumentOrMemberThatIsGivenTwice() {
        storeDaily();

        assertThat(cli.run("start", "pipeline", "analytics/daily", "--arg", "a.b.c=1", "--arg", "a.b.c=2")
                        .exitCode())
                .isEqualTo(2);
        assertThat(cli.run(
                                "start",
                                "pipeline",
                                "analytics/daily",
                                "--arg",
                                "Orders v1.2.2026-01-01=2026-01-02",
                                "--arg",
                                "Orders v1.2.2026-01-01=2026-01-03")
                        .err())
                .startsWith(
                        "emr-launch: Argument 'Orders v1.2.2026-01-01' is given twice: '2026-01-02' and '2026-01-03'");
        assertThat(cli.run("start", "pipeline", "analytics/daily", "--tag", "a=b", "--input", "{\"Tags\": []}")
                        .err())
                .startsWith("emr-launch: 'Tags' is given by '--input' and by an option: give it by one of them");
        // Also the older spelling: if both have a step, all arguments of the newer one would win.
        for (String member : List.of("StepArgumentOverrides", "StepArgOverrides")) {
            assertThat(cli.run(
                                    "start",
                                    "pipeline",
                                    "analytics/daily",
                                    "--arg",
                                    "Orders v1.2.2026-01-01=2026-01-02",
                                    "--input",
                                    "{\"%s\": {\"Orders v1.2\": {\"--out=s3://out\": \"--out=s3://in\"}}}"
                                            .formatted(member))
                            .err())
                    .startsWith("emr-launch: '%s' is given by '--input' and by an option".formatted(member));
        }
        assertThat(cli.run(
                                "start",
                                "pipeline",
                                "analytics/daily",
                                "--from",
                                "Report",
                                "--input",
                                "{\"FromPhase\": \"Load\"}")
                        .err())
                .startsWith("emr-launch: 'FromPhase' is given by '--input' and by an option");
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void rejectsLaunchOptionsForAPersistentPipeline() {
        storePersistent();

        assertThat(cli.run("start", "pipeline", "analytics/shared", "--set", "CoreInstanceCount=2")
                        .err())
                .startsWith("emr-launch: Pipeline 'analytics/shared' launches no cluster, so that nothing of one can be"
                        + " overridden");
        assertThat(cli.run("start", "pipeline", "analytics/shared", "--tag", "a=b")
                        .err())
                .startsWith(
                        "emr-launch: Pipeline 'analytics/shared' launches no cluster: --tag and --fail-if-running are"
                                + " for pipelines that do");
        // A key that a launch has, but this pipeline does not, belongs to the user.
        assertThat(cli.run("start", "pipeline", "analytics/shared", "--input", "{\"Tags\": [\"a\"]}")
                        .exitCode())
                .isZero();
    }

    /** The launch function may belong to another team. */
    @Test
    void startsAPipelineWhoseLaunchFunctionMayNotBeRead() {
        storeDaily();
        // The pipeline may be read, each time.
        account.proxy().refuseAfter(1, "GetParameter", "AccessDeniedException", 1);

        Result started = cli.run("start", "pipeline", "analytics/daily", "--set", "CoreInstanceCount=4");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(started.err())
                .startsWith("Overrides of the cluster are not checked here, since launch function analytics/etl or its"
                        + " cluster configuration may not be read. The launch checks them\n");
        assertThat(input()).isEqualTo(Json.parse("{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 4}}"));
    }

    @Test
    void startsAPipelineWhoseLaunchFunctionDoesNotExist() {
        storeDaily();
        account.ssm().deleteParameter(parameter -> parameter.name(DefinitionType.EMR_LAUNCH_FUNCTION.path(ETL)));

        Result started = cli.run("start", "pipeline", "analytics/daily", "--set", "CoreInstanceCount=4");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(started.err())
                .startsWith("Overrides of the cluster are not checked here: EMR launch function analytics/etl is not"
                        + " there. The launch checks them\n")
                .containsOnlyOnce("not checked here");
        assertThat(input()).isEqualTo(Json.parse("{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 4}}"));
    }

    @Test
    void acceptsArgumentsOnlyAsJsonWhenNoOverridesAreStored() {
        ObjectNode daily = storeDaily();
        daily.withObject("/Phases/0/Steps/0").putNull("AllowedOverrides");
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/daily"), daily);

        assertThat(cli.run("start", "pipeline", "analytics/daily", "--arg", "x.y=z")
                        .err())
                .startsWith("emr-launch: The stored pipeline 'analytics/daily' has no room for what may be overridden");
        assertThat(cli.run(
                                "start",
                                "pipeline",
                                "analytics/daily",
                                "--input",
                                "{\"StepArgumentOverrides\": {\"Orders v1.2\": {\"x\": \"y\"}}}")
                        .exitCode())
                .isZero();
        assertThat(cli.run("show", "pipeline", "analytics/daily").out()).contains("(not stored: there is no room)");
    }

    @Test
    void shortensTheListOfArgumentsOfManySteps() {
        ObjectNode daily = storeDaily();
        for (int i = 0; i < 100; i++) {
            daily.withArray("/Phases/0/Steps")
                    .addObject()
                    .put("Name", "Step " + i)
                    .putObject("AllowedOverrides")
                    .putObject("day")
                    .put("Default", "x");
        }
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/daily"), daily);

        assertThat(cli.run("start", "pipeline", "analytics/daily", "--arg", "Stop.day=1")
                        .err())
                .contains(" and 63 more, which the command 'show pipeline analytics/daily' lists");
        assertThat(cli.run("start", "pipeline", "analytics/daily", "--arg", "Step 7.night=1")
                        .err())
                .contains("Arguments: Step 7.day\n");
    }

    @Test
    void reportsAMissingPipelineWithASuggestion() {
        storeDaily();

        List<Result> missing = new ArrayList<>();
        missing.add(cli.run("start", "pipeline", "analytics/dialy"));
        missing.add(cli.run("status", "pipeline", "analytics/dialy"));
        missing.add(cli.run("show", "pipeline", "analytics/dialy"));

        assertThat(missing).allSatisfy(result -> {
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains("pipeline 'analytics/dialy' not found")
                    .contains("Did you mean analytics/daily?");
        });
    }

    /** Otherwise the writer of a parameter could choose what others start. */
    @Test
    void rejectsAPipelineWithAnotherStateMachine() {
        ObjectNode daily = storeDaily();
        daily.put("StateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:analytics_etl");
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/daily"), daily);

        for (List<String> command : List.of(
                List.of("start", "pipeline", "analytics/daily"),
                List.of("start", "pipeline", "analytics/daily", "--dry-run"),
                List.of("status", "pipeline", "analytics/daily"))) {
            Result refused = cli.run(command.toArray(String[]::new));

            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("Its own is 'pipeline_analytics_daily' of account 123456789012");
        }
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void stopsAPipeline() {
        storeDaily();
        account.stateMachine(
                "pipeline_analytics_slow", "{\"First\": {\"Type\": \"Wait\", \"Seconds\": 600, \"End\": true}}");
        String slow = "arn:aws:states:us-east-1:123456789012:execution:pipeline_analytics_slow:run-1";
        VirtualClock.Worker hold = account.aws().clock().register();
        account.stepFunctions().startExecution(execution -> execution
                .stateMachineArn(slow.replace(":execution:", ":stateMachine:").replace(":run-1", ""))
                .name("run-1"));

        Result stopped = cli.run("stop", slow);

        assertThat(stopped.out()).isEqualTo("""
            Stopped %s
            Its clean-up ends a cluster that it has launched, and cancels its steps on one that others use
            """.formatted(slow));
        // The cluster that it has kept continues to run.
        assertThat(cli.run("stop", slow).out()).isEqualTo("Had ended before: ABORTED\n");
        hold.close();
    }

    /** A pipeline passes on nothing from its launch. */
    @Test
    void showsTheClusterThatAPipelineLaunched() {
        storeDaily();
        account.aws().existing().role("states", """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["states:*", "events:*"], "Resource": "*"}]}\
            """);
        account.stateMachine("pipeline_analytics_launching", """
            {"First": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
              "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:analytics_etl", "Input": {}},
              "ResultPath": null, "End": true}}\
            """);
        String launching = "arn:aws:states:us-east-1:123456789012:execution:pipeline_analytics_launching:run-1";
        account.stepFunctions().startExecution(execution -> execution
                .stateMachineArn(
                        launching.replace(":execution:", ":stateMachine:").replace(":run-1", ""))
                .name("run-1"));

        assertThat(cli.run("status", launching, "--wait").out()).contains("Cluster j-1");
    }

    @Test
    void comparesExportsAndImportsPipelines(@TempDir Path folder) {
        ObjectNode daily = storeDaily();
        daily.put("PipelineName", "copy")
                .put("StateMachine", "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_copy");
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/copy"), daily);

        assertThat(cli.run("diff", "pipelines", "analytics/daily", "analytics/copy")
                        .exitCode())
                .isZero();
        daily.withObject("/Cluster").put("KeepClusterOnSuccess", true);
        account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/copy"), daily);
        assertThat(cli.run("diff", "pipelines", "analytics/daily", "analytics/copy")
                        .out())
                .isEqualTo("~ Cluster.KeepClusterOnSuccess: false -> true\n");
        Result exported = cli.run("export", folder.toString());
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        assertThat(folder.resolve("pipelines/analytics/daily.json")).exists();
        account.ssm()
                .deleteParameter(parameter ->
                        parameter.name(DefinitionType.PIPELINE.path(DefinitionName.parse("analytics/daily"))));
        assertThat(cli.run("import", folder.toString()).out()).contains("create pipeline analytics/daily\n");
        assertThat(cli.run("show", "pipeline", "analytics/daily", "--output", "json")
                        .out())
                .isEqualToIgnoringWhitespace(DAILY);
    }

    @Test
    void showsExecutionsOfAJobFunction() {
        account.store(DefinitionType.SERVERLESS_JOB_FUNCTION, DefinitionName.parse("analytics/sum"), Json.parse("""
            {"JobFunctionName": "sum", "Namespace": "analytics", "ApplicationId": "00f1",
             "ExecutionRole": "arn:aws:iam::123456789012:role/job", "EntryPoint": "s3://code/sum.jar", "AllowedOverrides": {},
             "StateMachine": "arn:aws:states:us-east-1:123456789012:stateMachine:serverless_analytics_sum"}\
            """));
        account.stateMachine("serverless_analytics_sum", "{\"First\": {\"Type\": \"Pass\", \"End\": true}}");

        assertThat(cli.run("status", "job", "analytics/sum").err())
                .startsWith("analytics/sum was never run, or not in the last 90 days");
        cli.run("start", "job", "analytics/sum", "--execution-name", "one");
        assertThat(cli.run("status", "job", "analytics/sum", "--last", "1", "--output", "json")
                        .out())
                .contains("serverless_analytics_sum:one")
                .contains("SUCCEEDED");
    }
}
