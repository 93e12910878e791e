package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command over HTTP, except those that copy. */
class EmrLaunchTest {
    private static final DefinitionName NIGHTLY = new DefinitionName("analytics", "nightly");
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:";

    private static final String BOOTSTRAPS = """
            {"First": {"Type": "Wait", "Seconds": 30, "Next": "Describe"},
             "Describe": {"Type": "Pass", "ResultPath": "$.LaunchClusterResult", "Next": "Again",
               "Result": {"ClusterId": "j-1", "Cluster": {"Status": {"State": "STARTING"}}}},
             "Again": {"Type": "Wait", "Seconds": 210, "Next": "Describe again"},
             "Describe again": {"Type": "Pass", "ResultPath": "$.LaunchClusterResult", "End": true,
               "Result": {"ClusterId": "j-1", "Cluster": {"Status": {"State": "WAITING",
                 "StateChangeReason": {"Message": "Cluster ready"}}}}}}""";

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());
    private final Cli cli = new Cli(account);

    @AfterEach
    void close() {
        account.close();
    }

    private void storeNightly(String states) {
        account.storeFunction(NIGHTLY, states, Map.of("Description", TextNode.valueOf("every night")));
    }

    private ObjectNode storeJob(String name) {
        ObjectNode job = Json.parseObject("""
                {"JobFunctionName": "NAME", "Namespace": "analytics", "Description": "sums by state",
                 "ApplicationId": "00f1", "ExecutionRole": "arn:aws:iam::123456789012:role/job",
                 "EntryPoint": "s3://code/tracker.jar", "SuccessTopic": null, "FailureTopic": null,
                 "AllowedOverrides": {"Executors": {"Default": 2, "Minimum": 1, "Maximum": 10},
                   "Memory": {"Default": "4g", "AllowedValues": ["4g", "8g"]}},
                 "StateMachine": "arn:aws:states:us-east-1:123456789012:stateMachine:serverless_analytics_NAME"}""".replace("NAME", name));
        account.store(DefinitionType.SERVERLESS_JOB_FUNCTION, DefinitionName.parse("analytics/" + name), job);
        return job;
    }

    @Test
    void listsAndShowsJobFunctionsOfEmrServerless() {
        storeJob("aggregate");

        assertThat(cli.run("list", "jobs").out()).isEqualTo("""
                NAMESPACE  NAME       APPLICATION  ENTRYPOINT             OVERRIDES          DESCRIPTION
                analytics  aggregate  00f1         s3://code/tracker.jar  Executors, Memory  sums by state
                """);
        assertThat(cli.run("show", "job", "analytics/aggregate").out())
                .startsWith("serverless job function analytics/aggregate\n")
                .doesNotContain("AllowedOverrides")
                .endsWith("""

                OVERRIDE   DEFAULT  MUST BE
                Executors  2        an integer, 1 to 10
                Memory     4g       one of 4g, 8g
                """);
    }

    @Test
    void listsProfilesConfigurationsAndFunctions() {
        storeNightly(TestAccount.SUCCEEDS);
        account.storePython(DefinitionType.EMR_PROFILE, "analytics/kerberos-profile");

        assertThat(cli.run("list", "profiles").out()).isEqualTo("""
                NAMESPACE  NAME              VPC                    LOGS                                                           DESCRIPTION
                analytics  kerberos-profile  vpc-0a1b2c3d4e5f60718  s3://emr-launch-123456789012-eu-west-1-logs/elasticmapreduce/
                default    sse-kms-profile   vpc-0a1b2c3d4e5f60718  s3://emr-launch-123456789012-eu-west-1-logs/elasticmapreduce/
                """);
        assertThat(cli.run("list", "configurations").out()).isEqualTo("""
                NAMESPACE  NAME                          RELEASE    APPLICATIONS         DESCRIPTION
                default    basic-instance-group-cluster  emr-6.6.0  Hadoop, Hive, Spark
                """);
        assertThat(cli.run("list", "functions", "-n", "analytics").out())
                .startsWith("NAMESPACE  NAME     PROFILE                  CONFIGURATION")
                .contains(
                        "analytics  nightly  default/sse-kms-profile  default/basic-instance-group-cluster  ClusterName,")
                .endsWith("every night\n");
    }

    /** A stored text cannot overwrite the output of the command line. */
    @Test
    void escapesControlCharactersInStoredText() {
        String hostile = "x\u001b[2J\r\u009b31m\u202e\u0007\n\tmore";
        String shown = "x\\u001b[2J\\u000d\\u009b31m\\u202e\\u0007";
        account.storeFunction(
                NIGHTLY,
                "{\"First\": {\"Type\": \"Fail\", \"Error\": \"E\", \"Cause\": %s}}"
                        .formatted(TextNode.valueOf(hostile)),
                Map.of("Description", TextNode.valueOf(hostile)));

        for (Result result : List.of(
                cli.run("list", "functions"),
                cli.run("show", "function", "analytics/nightly"),
                cli.run("start", "analytics/nightly", "--execution-name", "one", "--wait"),
                cli.run("status", EXECUTION + "one"))) {
            assertThat(result.out().toLowerCase(Locale.ROOT))
                    .contains("x\\u001b[2j")
                    .contains("more");
            assertThat(result.out() + result.err()).doesNotContainPattern("[\\p{Cc}&&[^\n\t]]|\u202e");
        }
        String terminal = cli.runOnTerminal("start", "analytics/nightly", "--execution-name", "two", "--wait")
                .out();
        assertThat(terminal).contains(shown);
        assertThat(terminal.replaceAll("\r\u001b\\[K|\u001b\\[\\d+m", ""))
                .doesNotContainPattern("[\\p{Cc}&&[^\n\t]]|\u202e");
        Result json = cli.run("list", "functions", "--output", "json");
        assertThat(json.out()).doesNotContain("\u009b");
        assertThat(Json.parse(json.out()).path(0).path("Description").asText()).isEqualTo(hostile);
    }

    @Test
    void listsFunctionsAsJson() {
        storeNightly(TestAccount.SUCCEEDS);

        Result listed = cli.run("list", "functions", "--output", "json");

        assertThat(Json.parse(listed.out()).path(0).path("Overrides")).contains(TextNode.valueOf("CoreInstanceCount"));
        assertThat(Json.parse(listed.out()).path(0).path("Name").asText()).isEqualTo("nightly");
        assertThat(Json.parse(cli.run("list", "functions", "-n", "nobody", "--output", "json")
                        .out()))
                .isEmpty();
    }

    @Test
    void listsUnreadableDefinitions() {
        account.store(DefinitionType.EMR_PROFILE, DefinitionName.of("broken"), "no JSON");

        assertThat(cli.run("list", "profiles").out())
                .contains("broken")
                .contains(
                        "not readable: '/emr_launch/emr_profiles/default/broken' is not a stored EMR profile: not JSON")
                .doesNotContainPattern("\\snull\\s");
    }

    @Test
    void reportsAnEmptyList() {
        Result listed = cli.run("list", "profiles", "-n", "nobody");

        assertThat(listed).isEqualTo(new Result(0, "", "Namespace 'nobody' has no EMR profile\n"));
        assertThat(cli.run("list", "profiles").err()).isEqualTo("There is no EMR profile\n");
    }

    @Test
    void showsTheOverridesOfEachInterface() {
        account.store(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("small"), Json.parseObject("""
                {"ConfigurationName": "small", "Namespace": "default", "ClusterConfiguration": {"Instances": {}},
                 "OverrideInterfaces": {"default": {"Name": {"JsonPath": "Name", "Default": "small"}},
                   "size": {"Nodes": {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2}}}}"""));

        assertThat(cli.run("show", "configuration", "small").out())
                .containsPattern("\nName +small +a string +Name\n")
                .containsPattern(
                        "\n\nOverride interface size\nOVERRIDE .*\nNodes +2 +an integer +Instances.InstanceGroups.1.InstanceCount");
    }

    @Test
    void showsADefinitionWithItsOverrides() {
        storeNightly(TestAccount.SUCCEEDS);

        Result shown = cli.run("show", "function", "analytics/nightly");

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .startsWith("EMR launch function analytics/nightly\n  LaunchFunctionName: nightly\n")
                .contains("\n  ClusterTags.0.Key: Key1\n")
                .doesNotContain("SuccessTopic")
                .contains("\nOVERRIDE              DEFAULT ")
                .containsPattern("\nCoreInstanceCount +2 +an integer +Instances.InstanceGroups.1.InstanceCount");
        assertThat(Json.parse(cli.run("show", "function", "analytics/nightly", "--output", "json")
                        .out()))
                .isEqualTo(Json.parse(account.ssm()
                        .getParameter(request -> request.name("/emr_launch/emr_launch_functions/analytics/nightly"))
                        .parameter()
                        .value()));
    }

    @Test
    void startsWithOverridesAndTags() {
        storeNightly(TestAccount.SUCCEEDS);

        Result started = cli.run(
                "start",
                "analytics/nightly",
                "--set",
                "CoreInstanceCount=4",
                "--set",
                "ReleaseLabel=7",
                "--tag",
                "team=etl",
                "--no-fail-if-running",
                "--execution-name",
                "run-1");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(started.out()).contains(EXECUTION + "run-1");
        assertThat(account.proxy().calls("StartExecution")).singleElement().satisfies(call -> assertThat(
                        Json.parse(Json.parse(call.body()).path("input").asText()))
                .isEqualTo(Json.parse("""
                        {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4, "ReleaseLabel": "7"},
                         "Tags": [{"Key": "team", "Value": "etl"}], "FailIfClusterRunning": false}""")));
    }

    private void storeStartableJob() {
        storeJob("aggregate");
        account.stateMachine("serverless_analytics_aggregate", "{\"First\": {\"Type\": \"Pass\", \"End\": true}}");
    }

    @Test
    void startsAJobWithOverridesAndInput() {
        storeStartableJob();

        Result started = cli.run(
                "start",
                "job",
                "analytics/aggregate",
                "--set",
                "Executors=4",
                "--set",
                "Memory=8g",
                "--input",
                "{\"day\": \"monday\"}",
                "--execution-name",
                "run-1",
                "--wait");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(started.out())
                .startsWith("Started analytics/aggregate: arn:aws:states:us-east-1:123456789012:execution:"
                        + "serverless_analytics_aggregate:run-1\n")
                .contains("SUCCEEDED after 0:00:00");
        assertThat(account.proxy().calls("StartExecution")).singleElement().satisfies(call -> assertThat(
                        Json.parse(Json.parse(call.body()).path("input").asText()))
                .isEqualTo(Json.parse(
                        "{\"day\": \"monday\", \"JobRunOverrides\": {\"Executors\": 4, \"Memory\": \"8g\"}}")));
        assertThat(cli.run("start", "job", "analytics/aggregate", "--input", "{\"a\": 1}", "--dry-run")
                        .out())
                .isEqualToIgnoringWhitespace("{\"a\": 1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            analytics/aggregate --set Executor=4                             | Override 'Executor' is not allowed by this job function. Allowed: Executors, Memory
            analytics/aggregate --set Executors=11                           | 'JobRunOverrides.Executors' must be an integer, 1 to 10, got: 11
            analytics/aggregate --set Executors=many                         | 'JobRunOverrides.Executors' must be an integer, 1 to 10, got: "many"
            analytics/aggregate --input {"JobRunOverides":{"Executors":4}}   | 'JobRunOverides' is no member of the input that this job function knows: 'JobRunOverrides' is
            analytics/aggregate --input {"job_run_overrides":{}} --dry-run   | 'job_run_overrides' is no member of the input that this job function knows: 'JobRunOverrides' is
            analytics/aggregate --input {"JobRunOverrides":5} --set Memory=8g | 'JobRunOverrides' must be an object
            analytics/aggregate --input {"JobRunOverrides":[]}               | 'JobRunOverrides' must be an object
            analytics/aggregate --input []                                   | '--input' must be a JSON object, got: []
            analytics/aggregate --input {                                    | '--input' is not JSON
            analytics/aggregate --execution-name a/b                         | Invalid value for option '--execution-name': must be 1 to 80 letters, digits, _, . and -, got: a/b
            """)
    void rejectsInvalidJobOptionsWithoutStarting(String options, String message) {
        storeStartableJob();

        Result refused = cli.run(("start job " + options).split(" "));

        assertThat(refused.err()).startsWith("emr-launch: " + message);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void reportsAMissingJobFunctionWithASuggestion() {
        storeStartableJob();

        Result missing = cli.run("start", "job", "analytics/agregate");

        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("Did you mean analytics/aggregate?");
    }

    @Test
    void checksWithoutStarting() {
        storeNightly(TestAccount.SUCCEEDS);

        Result checked = cli.run("start", "analytics/nightly", "--set", "CoreInstanceCount=4", "--dry-run");

        assertThat(Json.parse(checked.out()))
                .isEqualTo(Json.parse("{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 4}}"));
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --set Core=4                 | Override 'Core' is not allowed by this launch function. Allowed: ClusterName, Core
            --set CoreInstanceCount=four | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: four
            --set CoreInstanceCount=1.5  | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: 1.5
            --set CoreInstanceCount      | Value for option '--set' (OVERRIDE=VALUE) should be in KEY=VALUE format but was CoreInstanceCount
            --tag aws:x=1                | Tag 'aws:x': keys that begin with aws: are reserved by AWS
            --execution-name a/b         | Invalid value for option '--execution-name': must be 1 to 80 letters, digits, _, . and -, got: a/b
            --set CoreInstanceCount=4 --set CoreInstanceCount=5 | --set CoreInstanceCount is given twice. Give each OVERRIDE once
            --tag team=a --tag team=a    | --tag team is given twice. Give each KEY once
            --dry-run --execution-name a/b | Invalid value for option '--execution-name'
            --wiat                       | Unknown option: '--wiat'
            """)
    void rejectsInvalidLaunchOptionsWithoutStarting(String options, String message) {
        storeNightly(TestAccount.SUCCEEDS);
        String[] args = ("start analytics/nightly " + options).split(" ");

        Result refused = cli.run(args);

        assertThat(refused.err()).startsWith("emr-launch: " + message);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void printsEachStateWhileItWaits() {
        storeNightly(BOOTSTRAPS);
        String again = "start analytics/nightly --wait --execution-name ";
        cli.run((again + "run-0").split(" "));

        Result waited = cli.run((again + "run-1").split(" "));

        assertThat(waited.out()).isEqualTo("""
                Started analytics/nightly: %srun-1
                  0:00:00  First
                  0:00:30  Describe
                  0:00:30  Cluster j-1 is STARTING
                  0:00:30  Again
                  0:04:00  Describe again
                  0:04:00  Cluster j-1 is WAITING: Cluster ready
                SUCCEEDED after 0:04:00 (typically 0:04:00): cluster j-1
                  https://us-east-1.console.aws.amazon.com/emr/home?region=us-east-1#/clusterDetails/j-1
                """.formatted(EXECUTION));
        assertThat(waited.exitCode()).isZero();
    }

    @Test
    void reportsThatTheExecutionContinuesWhenAwsDeniesAccess() {
        storeNightly(BOOTSTRAPS);
        account.proxy().refuseAfter(1, "GetExecutionHistory", "AccessDeniedException", 9);

        Result waited = cli.run("status", started(), "--wait");

        assertThat(waited.exitCode()).isEqualTo(4);
        assertThat(waited.err())
                .startsWith("No longer waiting. The execution continues.")
                .contains("emr-launch: AWS refuses: as told\n");
    }

    private String started() {
        cli.run("start", "analytics/nightly", "--execution-name", "run-1");
        return EXECUTION + "run-1";
    }

    @Test
    void printsOnlyJsonWhenItWaitsWithJsonOutput() {
        storeNightly(BOOTSTRAPS);

        Result waited = cli.run("start", "analytics/nightly", "--wait", "--output", "json");

        JsonNode json = Json.parse(waited.out());
        assertThat(json.path("Status").asText()).isEqualTo("SUCCEEDED");
        assertThat(json.path("ClusterId").asText()).isEqualTo("j-1");
        assertThat(json.path("ElapsedSeconds")).isEqualTo(IntNode.valueOf(240));
        assertThat(waited.err()).isEmpty();
    }

    @Test
    void reportsAFailedLaunchWithExitCode1() {
        storeNightly(
                "{\"First\": {\"Type\": \"Fail\", \"Error\": \"ClusterStartFailed\", \"Cause\": \"no capacity\"}}");

        Result waited = cli.run("start", "analytics/nightly", "--wait");

        assertThat(waited.exitCode()).isEqualTo(1);
        assertThat(waited.out()).endsWith("FAILED after 0:00:00\n  ClusterStartFailed: no capacity\n");
    }

    @Test
    void coloursAndProgressAreForTerminals() {
        storeNightly(BOOTSTRAPS);

        assertThat(cli.run("start", "analytics/nightly", "--wait").out()).doesNotContain("\u001B", "\r");
        assertThat(cli.runOnTerminal("start", "analytics/nightly", "--wait").out())
                .contains("\u001B[32mSUCCEEDED", "\r\u001B[K", "0:04:00 of typically 0:04:00");
        assertThat(cli.runOnTerminal("list", "functions").out()).startsWith("\u001B[1mNAMESPACE");
    }

    @Test
    void showsTheStatusOfALaunch() {
        storeNightly(BOOTSTRAPS);
        VirtualClock.Worker hold = account.aws().clock().register();
        cli.run("start", "analytics/nightly", "--execution-name", "run-1");

        assertThat(cli.run("status", EXECUTION + "run-1").out())
                .startsWith("RUNNING since 2026-01-01T00:00:00Z, in First\n  Input: {}\n");
        hold.close();
        cli.run("status", EXECUTION + "run-1", "--wait");
        Result ended = cli.run("status", EXECUTION + "run-1");

        assertThat(ended.out())
                .startsWith("SUCCEEDED after 0:04:00, started 2026-01-01T00:00:00Z\n")
                .contains("  Cluster j-1 is WAITING: Cluster ready\n");
        assertThat(ended.err())
                .as("EMR has no such cluster here")
                .contains("EMR was not asked for the cluster's state");
        assertThat(cli.run("status", "analytics/nightly").out()).isEqualTo("""
                STARTED               TOOK     STATUS     EXECUTION
                2026-01-01T00:00:00Z  0:04:00  SUCCEEDED  %srun-1
                """.formatted(EXECUTION));
        JsonNode json = Json.parse(
                cli.run("status", EXECUTION + "run-1", "--output", "json").out());
        assertThat(json.path("ClusterState").asText()).isEqualTo("WAITING");
        assertThat(Json.parse(cli.run("status", "analytics/nightly", "--output", "json")
                                .out())
                        .path(0)
                        .path("Ended")
                        .asText())
                .isEqualTo("2026-01-01T00:04:00Z");
    }

    @Test
    void stopsALaunchAndExplainsWhatTerminatesItsCluster() {
        storeNightly("""
                {"First": {"Type": "Pass", "ResultPath": "$.LaunchClusterResult", "Result": {"ClusterId": "j-1"},
                   "Next": "Hold"},
                 "Hold": {"Type": "Wait", "Seconds": 60, "End": true}}""");
        VirtualClock.Worker hold = account.aws().clock().register();
        cli.run("start", "analytics/nightly", "--execution-name", "run-1");
        while (!cli.run("status", EXECUTION + "run-1").out().contains("in Hold")) {
            Thread.onSpinWait();
        }

        Result stopped = cli.run("stop", EXECUTION + "run-1");

        assertThat(stopped.out()).isEqualTo("""
                Stopped %1$srun-1
                The clean-up of the stack ends cluster j-1, unless the launch function has cleanUp(false)
                To end it now: emr-launch %2$s stop %1$srun-1 --terminate-cluster
                """.formatted(EXECUTION, cli.options()));
        assertThat(cli.run("status", EXECUTION + "run-1").out()).startsWith("ABORTED after 0:00:00");
        assertThat(cli.run("stop", EXECUTION + "run-1").out()).isEqualTo("""
                Had ended before: ABORTED
                Cluster j-1 continues to run, unless it has ended. To end it: emr-launch %2$s stop %1$srun-1 --terminate-cluster
                """.formatted(EXECUTION, cli.options()));
        hold.close();
    }

    @Test
    void doesNotStartALaunchAgainWithTheSameName() {
        storeNightly(TestAccount.SUCCEEDS);
        String[] start = {"start", "analytics/nightly", "--execution-name", "run-1"};
        cli.run(start);
        cli.run("status", EXECUTION + "run-1", "--wait");

        assertThat(cli.run(start).out())
                .isEqualTo("Was started before and has ended, SUCCEEDED: " + EXECUTION + "run-1\n");
        Result other = cli.run("start", "analytics/nightly", "--execution-name", "run-1", "--tag", "a=b");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).startsWith("emr-launch: The name 'run-1' was used by another launch");
    }

    @Test
    void showsWhereTwoDefinitionsDiffer() {
        account.storePython(DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster");
        account.storePython(DefinitionType.CLUSTER_CONFIGURATION, "default/high-mem-instance-group-cluster");
        String[] diff = {"diff", "configurations", "basic-instance-group-cluster", "high-mem-instance-group-cluster"};

        Result differs = cli.run(diff);

        assertThat(differs.exitCode()).isEqualTo(1);
        assertThat(differs.out())
                .contains("~ ClusterConfiguration.Instances.InstanceGroups.1.InstanceType: m5.xlarge -> r5.2xlarge\n")
                .doesNotContain("ConfigurationName:");
        assertThat(Json.parse(cli.run("diff", "configuration", diff[2], diff[3], "--output", "json")
                                .out())
                        .findValuesAsText("Path"))
                .contains("ClusterConfiguration.Instances.InstanceGroups.1.InstanceType");
        assertThat(cli.run("diff", "configurations", diff[2], diff[2])).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void ignoresNamesInDifferencesOfFunctions() {
        storeNightly(TestAccount.SUCCEEDS);
        account.storeFunction(
                DefinitionName.parse("analytics/hourly"),
                TestAccount.SUCCEEDS,
                Map.of("Description", TextNode.valueOf("every night")));
        ObjectNode job = storeJob("aggregate");
        storeJob("copy");

        assertThat(cli.run("diff", "functions", "analytics/nightly", "analytics/hourly"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(cli.run("diff", "jobs", "analytics/aggregate", "analytics/copy"))
                .isEqualTo(new Result(0, "", ""));

        job.put("EntryPoint", "s3://code/other.jar");
        account.store(DefinitionType.SERVERLESS_JOB_FUNCTION, DefinitionName.parse("analytics/aggregate"), job);
        assertThat(cli.run("diff", "jobs", "analytics/aggregate", "analytics/copy"))
                .isEqualTo(new Result(1, "~ EntryPoint: s3://code/other.jar -> s3://code/tracker.jar\n", ""));
    }

    @Test
    void suggestsSimilarNames() {
        storeNightly(TestAccount.SUCCEEDS);

        Result missing = cli.run("start", "analytics/nigthly");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).isEqualTo("""
                emr-launch: EMR launch function 'analytics/nigthly' not found: Parameter Store has no parameter '/emr_launch/emr_launch_functions/analytics/nigthly'. Check name and namespace, or deploy it first.
                Did you mean analytics/nightly?
                """);
        assertThat(cli.run("show", "function", "nightly").err()).contains("Did you mean analytics/nightly?");
        assertThat(cli.run("show", "profile", "quite-another").err()).doesNotContain("Did you mean");
        assertThat(cli.run("list", "profles").err()).contains("Did you mean profiles?");
        assertThat(cli.run("list").err())
                .contains("Missing required parameter: 'KIND'")
                .contains("KIND is one of profiles, configurations, functions, jobs, pipelines\n");
        assertThat(cli.run("list", "--output").err()).contains("FORMAT is one of table, json\n");
        assertThat(cli.run("lst").err()).contains("Did you mean list?").contains("See emr-launch --help");
        assertThat(cli.run("start", "analytics/nightly", "--wiat").err()).contains("Did you mean --wait?");
        assertThat(cli.run("status", EXECUTION + "none"))
                .matches(result -> result.exitCode() == 3)
                .extracting(Result::err)
                .asString()
                .startsWith("emr-launch: Execution Does Not Exist");
    }

    @Test
    void suggestsNamesWhenOnlyOneNamespaceMayBeListed() {
        storeNightly(TestAccount.SUCCEEDS);
        account.proxy().refuse("GetParametersByPath", "AccessDeniedException", 1);

        assertThat(cli.run("start", "analytics/nigthly").err()).contains("Did you mean analytics/nightly?");
        account.proxy().refuse("GetParametersByPath", "AccessDeniedException", 2);
        assertThat(cli.run("start", "analytics/nigthly").err())
                .endsWith("What there is can't be listed to find a similar name: as told\n");
    }

    @Test
    void reportsThrottlingAndRetries() {
        storeNightly(TestAccount.SUCCEEDS);
        account.proxy().refuse("GetParametersByPath", "ThrottlingException", 2);

        Result listed = cli.run("list", "functions");

        assertThat(listed.exitCode()).isZero();
        assertThat(listed.out()).contains("nightly");
        assertThat(listed.err().lines())
                .hasSize(2)
                .allMatch(Pattern.compile("AWS throttles; trying again in \\d+\\.\\d s")
                        .asMatchPredicate());
    }

    @Test
    void reportsAnAccessDeniedError() {
        account.proxy().refuse("GetParametersByPath", "AccessDeniedException", 1);

        Result refused = cli.run("list", "functions");

        assertThat(refused).isEqualTo(new Result(4, "", """
                emr-launch: AWS refuses: as told
                The permissions that it needs: emr-launch list --help
                """));
    }

    @Test
    void generatesAShellCompletion() {
        assertThat(cli.run("generate-completion").out())
                .contains(
                        "complete -F _complete_emr-launch ", "--terminate-cluster", "\"profiles\" \"configurations\"");
    }

    @Test
    void showsExitCodesAndPermissionsInTheHelp() {
        assertThat(cli.run("--help").out()).contains("Exit codes:").contains("3     not found");
        assertThat(cli.run("start", "--help").out()).contains("states:StartExecution");
        assertThat(cli.run("--version").out()).startsWith("emr-launch ");
    }
}
