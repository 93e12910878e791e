package io.github.emrlaunch.local;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThatCode;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThatThrownBy;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.atLeast;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.atMost;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.assertions.ExecutionAssert;
import io.github.emrlaunch.states.time.VirtualClock;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The conditions and the messages of each assertion about an execution. */
class ExecutionAssertTest {
    private static final String INPUT = "{\"Name\": \"nightly\", \"Note\": \"2026-01-01\"}";
    private static final String SECRET = "s3cr3t-of-the-database";

    @SuppressWarnings("NullAway.Init")
    private static LocalAws aws;

    @SuppressWarnings("NullAway.Init")
    private static Runs runs;

    /** An execution that launches a cluster, runs two steps and publishes a message. */
    @SuppressWarnings("NullAway.Init")
    private static LocalExecution pipeline;

    /** The same execution with a failing step. */
    @SuppressWarnings("NullAway.Init")
    private static LocalExecution failed;

    /** An execution without effects. */
    @SuppressWarnings("NullAway.Init")
    private static LocalExecution idle;

    @BeforeAll
    static void run(@TempDir Path directory) throws InterruptedException {
        aws = LocalAws.start();
        runs = new Runs(aws, new Assembly(directory));
        aws.existing().secret("db", SECRET);
        aws.deploy(new Assembly(directory.resolve("quiet")).stack("Quiet", """
                    {"Resources": {"Quiet": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "quiet"}}}}\
                    """).write());
        pipeline = runs.run(Runs.PIPELINE, INPUT);
        aws.emr().failStep("Report", "The table sales does not exist");
        failed = runs.run(Runs.PIPELINE, INPUT);
        idle = runs.run(
                "{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Pass\", \"End\": true}}}",
                "{\"size\": 1.0, \"list\": [true]}");
    }

    @AfterAll
    static void close() {
        aws.close();
    }

    private record Case(String name, LocalExecution execution, Consumer<ExecutionAssert> assertion, String message) {}

    @Test
    void assertionsHoldForSuccessfulPipeline() {
        assertThat(pipeline)
                .succeeded()
                .lasted(atMost(Duration.ofHours(1)))
                .lasted(atLeast(Duration.ofMinutes(1)))
                .visited("Ingest", "Launch", "Done")
                .didNotVisit("Failed")
                .launchedCluster(cluster -> cluster.hasName("nightly")
                        .hasRelease("emr-7.1.0")
                        .hasInstances("MASTER", 1)
                        .hasInstances("CORE", 0)
                        .hasApplications()
                        .hasTag("note", "nightly")
                        .hasRequestValue("/Instances/InstanceGroups/0/InstanceType", "m5.xlarge")
                        .hasRequestValue("/Instances/KeepJobFlowAliveWhenNoSteps", true)
                        .isAlive()
                        .hasState("WAITING")
                        .ranSteps("Ingest", "Report")
                        .ranStepsInAnyOrder("Report", "Ingest")
                        .step("Report", step -> step.lasted(atMost(Duration.ofMinutes(1))))
                        .step("Ingest")
                        .succeeded()
                        .hasJar("command-runner.jar")
                        .hasActionOnFailure("CONTINUE")
                        .hasArguments("spark-submit", "s3://code/ingest.py", "2026-01-01")
                        .containsArguments("s3://code/ingest.py", "2026-01-01"))
                .launchedCluster("nightly", cluster -> cluster.ranSteps("Ingest", "Report"))
                .ranNoJob()
                .notified("news", message -> assertThat(message.subject()).isEqualTo("The pipeline has ended"))
                .notified("arn:aws:sns:us-east-1:123456789012:news")
                .notifiedOnce("news", message -> assertThat(message.message()).contains("Phases"))
                .didNotNotify("quiet")
                .usedPermission("elasticmapreduce:RunJobFlow")
                .usedPermission("SNS:publish", "arn:aws:sns:us-east-1:123456789012:news")
                .didNotUsePermission("kms:Decrypt")
                .wasDeniedNothing();
    }

    @Test
    void assertionsHoldForFailedStep() {
        assertThat(failed)
                .failed()
                .failedWith("PipelineFailed")
                .failedWith("PipelineFailed", "The table sales does not exist")
                .visited("Failed")
                .launchedCluster(cluster -> cluster.ranSteps("Ingest", "Report")
                        .step("Report")
                        .failed()
                        .failedWith("The table sales"));
    }

    @Test
    void assertionsHoldForExecutionWithoutEffects() {
        assertThat(idle)
                .succeeded()
                .launchedNoCluster()
                .leftNoClusters()
                .ranNoJob()
                .notifiedNobody()
                .wasDeniedNothing()
                .hasOutput("{\"list\": [true], \"size\": 1}")
                .hasOutputValue("/size", 1)
                .hasOutputValue("/list", List.of(true));
    }

    /** The executions that an execution started, and their effects, belong to it. */
    @Test
    void assertionsIncludeEffectsOfNestedExecutions() throws Exception {
        LocalExecution execution = runs.run("""
            {"StartAt": "Nested", "States": {"Nested": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::states:startExecution.sync:2",
              "Parameters": {"StateMachineArn": "%s", "Input": {"Name": "inner", "Note": "x"}}}}}\
            """.formatted(runs.machine(Runs.PIPELINE)), "{}");

        assertThat(execution)
                .succeeded()
                .launchedCluster(cluster -> cluster.hasName("inner").ranSteps("Ingest", "Report"))
                .notified("news")
                .usedPermission("states:StartExecution");
        assertThatThrownBy(() -> assertThat(execution).leftNoClusters())
                .hasMessageContaining("Expected that no cluster was left, but inner j-");
    }

    @Test
    void distinguishesLaunchedFromExistingClusters() throws Exception {
        String cluster =
                runs.run(Runs.PIPELINE, INPUT).launchedClusters().get(0).id();
        String step = """
            {"StartAt": "Add", "States": {"Add": {"Type": "Task", %s
              "Resource": "arn:aws:states:::elasticmapreduce:addStep.sync", "Parameters": {"ClusterId": "%s", "Step":
                {"Name": "Later", "ActionOnFailure": "CONTINUE", "HadoopJarStep": {"Jar": "command-runner.jar"}}}}%s}}\
            """;

        assertThat(runs.run(step.formatted("\"End\": true,", cluster, ""), "{}"))
                .launchedNoCluster()
                .leftNoClusters()
                .usedCluster(used -> used.isAlive().ranSteps("Later"));
    }

    /** A list of all clusters also contains the clusters of others. */
    @Test
    void excludesClusterTaggedByAnotherExecution() throws Exception {
        String lists = Runs.PIPELINE
                .replace("\"Value.$\": \"$.Name\"", "\"Value.$\": \"$$.Execution.Id\"")
                .replace("\"Done\": {\"Type\": \"Succeed\"}", """
                    "Done": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:emr:listClusters", "End": true, "Parameters": {}}\
                    """);
        String machine = runs.machine(lists);
        String one = aws.startExecution(machine, "one", INPUT.replace("nightly", "one"));
        String other = aws.startExecution(machine, "other", INPUT.replace("nightly", "other"));
        LocalExecution execution = aws.awaitExecution(one);
        aws.awaitExecution(other);

        assertThat(execution).launchedCluster(cluster -> cluster.hasName("one"));
    }

    /** A cluster of a started execution costs money even if the response to the start was lost. */
    @Test
    void findsNestedExecutionWhenStartResponseIsLost() throws Exception {
        aws.faults().fail("states:StartExecution", CallFault.answerLost(), 1);
        LocalExecution execution = runs.run("""
            {"StartAt": "Nested", "States": {"Nested": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::states:startExecution",
              "Parameters": {"StateMachineArn": "%s", "Name": "lost-1", "Input": {"Name": "inner", "Note": "x"}}}}}\
            """.formatted(runs.machine(Runs.PIPELINE)), "{}");

        assertThat(execution).failed().launchedCluster(cluster -> cluster.hasName("inner"));
    }

    private static final String CREATE = """
        {"Type": "Task", "Resource": "arn:aws:states:::elasticmapreduce:createCluster", %s, "Parameters": {
          "Name": "quiet", "ReleaseLabel": "emr-7.1.0", "ServiceRole": "service", "JobFlowRole": "profile",
          "Instances": {"KeepJobFlowAliveWhenNoSteps": true, "InstanceGroups": [
            {"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}]}}}\
        """;

    private static final String PUBLISH = """
        {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", %s, "Parameters": {
          "TopicArn": "arn:aws:sns:us-east-1:123456789012:news", "Message": "done"}}\
        """;

    private static String machine(String first, String second) {
        return "{\"StartAt\": \"First\", \"States\": {\"First\": %s, \"Second\": %s}}"
                .formatted(first.formatted("\"Next\": \"Second\""), second.formatted("\"End\": true"));
    }

    /** The cluster costs money and the mail is sent, whatever the history contains. */
    @Test
    void findsClusterAndMessageWhenResponseIsLost() throws Exception {
        aws.faults().fail("sns:Publish", CallFault.answerLost(), 1);
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);
        LocalExecution cluster = runs.run(machine(CREATE, PUBLISH), "{}");
        LocalExecution message = runs.run(machine(PUBLISH, CREATE), "{}");

        assertThat(cluster)
                .failed()
                .launchedCluster(lost -> lost.hasName("quiet").isAlive())
                .notifiedNobody();
        assertThat(message).failed().notified("news").launchedNoCluster();
        assertThatThrownBy(() -> assertThat(cluster).leftNoClusters()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(message).notifiedNobody()).isInstanceOf(AssertionError.class);
    }

    /** Child executions keep no history, and their results can be discarded. */
    @Test
    void findsResourcesOfDistributedMapChildren() throws Exception {
        LocalExecution execution =
                runs.run("""
            {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ResultPath": null, "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, %s}}}\
            """.formatted(machine(CREATE, PUBLISH).substring(1)), "[1, 2]");

        assertThat(execution)
                .succeeded()
                .launchedClusters(one -> one.hasName("quiet"), other -> other.isAlive())
                .usedPermission("sns:Publish");
        assertThat(execution.publications()).hasSize(2);
        assertThatThrownBy(() -> assertThat(execution).didNotVisit("First"))
                .hasMessageContaining("the execution has no states [First] of its own, but [Each]");
        assertThat(execution.page())
                .contains(
                        "States of child executions of a Distributed Map, which keep no history here: ",
                        "\"no history\"")
                .doesNotContain("Not reached: ");
        assertThatThrownBy(() -> assertThat(execution).leftNoClusters())
                .hasMessageContaining("but quiet j-")
                .hasMessageContaining(", quiet j-");
    }

    @Test
    void distinguishesExecutionsWithSameName() throws Exception {
        String wait = "{\"Type\": \"Wait\", \"Seconds\": 600, %s}";
        String waiting = runs.machine(machine(wait, wait));
        String creating = runs.machine(machine(wait, CREATE));
        VirtualClock.Worker hold = aws.clock().register();
        String one = aws.startExecution(waiting, "same", "{}");
        String other = aws.startExecution(creating, "same", "{}");
        hold.close();
        LocalExecution idler = aws.awaitExecution(one);

        assertThat(aws.awaitExecution(other)).usedPermission("elasticmapreduce:RunJobFlow");
        assertThat(idler).didNotUsePermission("elasticmapreduce:RunJobFlow").launchedNoCluster();
    }

    /**
     * A function does not need to return the resources that it creates. They do not belong to another execution that invokes it
     * meanwhile.
     */
    @Test
    void findsEffectsOfFunctions(@TempDir Path directory) throws Exception {
        aws.existing().role("publisher", Runs.POLICY);
        aws.deploy(new Assembly(directory).handlers().stack("Functions", """
            {"Resources": {"Function": {"Type": "AWS::Lambda::Function", "Properties": {
              "FunctionName": "probe", "Code": {"S3Bucket": "assets", "S3Key": "handlers.jar"}, "Runtime": "java17",
              "Handler": "io.github.emrlaunch.local.handlers.ProbeHandler::handleRequest", "MemorySize": 256, "Timeout": 20,
              "Role": "arn:aws:iam::123456789012:role/publisher"}}}}\
            """).write());
        String invoke = """
            {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", %s, "ResultPath": null, "Parameters": {
              "FunctionName": "probe", "Payload": {"action": "%s", "topic": "arn:aws:sns:us-east-1:123456789012:news"}}}\
            """;
        String silent =
                runs.machine(machine(invoke.formatted("%s", "echo"), "{\"Type\": \"Wait\", \"Seconds\": 60, %s}"));
        String publishing =
                runs.machine(machine("{\"Type\": \"Wait\", \"Seconds\": 20, %s}", invoke.formatted("%s", "publish")));
        String one = aws.startExecution(silent, "{}");
        LocalExecution publisher = aws.awaitExecution(aws.startExecution(publishing, "{}"));

        assertThat(publisher).succeeded().notifiedOnce("news", message -> {}).usedPermission("sns:Publish");
        assertThat(aws.awaitExecution(one))
                .succeeded()
                .notifiedNobody()
                .usedPermission("lambda:InvokeFunction")
                .didNotUsePermission("sns:Publish");
    }

    /** It would wait for itself. */
    @Test
    void waitingAssertionThrowsInThreadThatHoldsClock() {
        VirtualClock.Worker hold = aws.clock().register();
        assertThat(pipeline).succeeded();
        try {
            assertThatThrownBy(() -> assertThat(pipeline).leftNoClusters())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("This thread holds the clock")
                    .hasMessageContaining("Close the worker first");
        } finally {
            hold.close();
        }
        assertThat(pipeline).ranNoJob();
    }

    /** Executions of different tests can have the same name. */
    @Test
    void keepsPagesOfRunsWithSameName(@TempDir Path directory) throws Exception {
        try (LocalAws another = LocalAws.start()) {
            Runs its = new Runs(another, new Assembly(directory));
            String machine =
                    its.machine("{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Pass\", \"End\": true}}}");
            LocalCheckpoint before = another.checkpoint();
            String first = pageOf(another.awaitExecution(another.startExecution(machine, "twice", "[1]")));
            before.restore();
            String second = pageOf(another.awaitExecution(another.startExecution(machine, "twice", "[2]")));

            assertThat(Files.readString(Path.of(URI.create(first))))
                    .contains("1\n]")
                    .doesNotContain("2\n]");
            assertThat(Files.readString(Path.of(URI.create(second)))).contains("2\n]");
        }
    }

    private static String pageOf(LocalExecution execution) {
        try {
            assertThat(execution).failed();
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage())
                    .replaceFirst("(?s).*The page of this run: ", "")
                    .strip();
        }
        throw new AssertionError("The execution failed");
    }

    @Test
    void assertionsHoldForClusterThatExecutionTerminated() throws Exception {
        String ends = Runs.PIPELINE.replace("\"Done\": {\"Type\": \"Succeed\"}", """
            "Done": {"Type": "Task", "Resource": "arn:aws:states:::elasticmapreduce:terminateCluster", "End": true,
              "Parameters": {"ClusterId.$": "$.Cluster.ClusterId"}}\
            """);
        LocalExecution execution = runs.run(ends, INPUT);

        assertThat(execution).leftNoClusters().launchedCluster(cluster -> cluster.isNotAlive()
                .hasState("TERMINATING"));
        assertThatThrownBy(() -> assertThat(execution).launchedCluster(cluster -> cluster.isAlive()))
                .hasMessageContaining("Expected the cluster to be alive, but it is TERMINATING");
    }

    @Test
    void notifiedOnceFailsForTwoMessages() throws Exception {
        String publish = """
            {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", %s, "Parameters": {
              "TopicArn": "arn:aws:sns:us-east-1:123456789012:news", "Message": "%s"}}\
            """;
        LocalExecution execution = runs.run(
                "{\"StartAt\": \"A\", \"States\": {\"A\": %s, \"B\": %s}}"
                        .formatted(
                                publish.formatted("\"Next\": \"B\"", "first"),
                                publish.formatted("\"End\": true", "second")),
                "{}");

        assertThat(execution)
                .notified("news", message -> assertThat(message.message()).isEqualTo("second"));
        assertThatThrownBy(() -> assertThat(execution).notifiedOnce("news", message -> {}))
                .hasMessageContaining("Expected one message to topic news, but there are 2");
    }

    @Test
    void assertionsHoldForDeniedPermission() throws Exception {
        LocalExecution execution = runs.run("""
            {"StartAt": "Read", "States": {"Read": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter", "Parameters": {"Name": "/closed"}}}}\
            """, "{}");

        assertThat(execution).failedWith("Ssm.SsmException").wasDenied("ssm:GetParameter");
        assertThatThrownBy(() -> assertThat(execution).wasDeniedNothing())
                .hasMessageContaining("Expected that no permission was denied, but these were: [ssm:GetParameter]")
                .hasMessageContaining("Denied\n  ssm:GetParameter for role pipeline on arn:aws:ssm:");
        assertThatThrownBy(() -> assertThat(execution).usedPermission("ssm:GetParameter"))
                .hasMessageContaining("Expected the permission ssm:GetParameter to be used");
    }

    @Test
    void assertionsHoldForJobRuns(@TempDir Path directory) throws Exception {
        aws.existing().role("jobs");
        String application =
                aws.deploy(new Assembly(directory).stack("Batch", """
                    {"Resources": {"App": {"Type": "AWS::EMRServerless::Application", "Properties": {
                        "Name": "batch", "ReleaseLabel": "emr-7.1.0", "Type": "SPARK"}}},
                     "Outputs": {"Id": {"Value": {"Ref": "App"}}}}\
                    """).write()).output("Batch", "Id");
        aws.clock().advance(Duration.ofMinutes(1));
        LocalExecution execution = aws.awaitExecution(aws.startExecution(
                new Machines(aws).create(Machines.task("emr-serverless:startJobRun.sync", """
                    {"ApplicationId": "%s", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/jobs", "Name": "nightly",
                     "JobDriver": {"SparkSubmit": {"EntryPoint": "s3://b/job.py", "EntryPointArguments": ["a", "b c"]}}}\
                    """.formatted(application))),
                "{}"));

        assertThat(execution).succeeded().ranJob(job -> job.hasName("nightly")
                .succeeded()
                .hasArguments("a", "b c")
                .hasRequestValue("/jobDriver/sparkSubmit/entryPoint", "s3://b/job.py"));
        assertThatThrownBy(() -> assertThat(execution).ranJob(job -> job.failed()))
                .hasMessageContaining(": Expected the state FAILED, but it is SUCCESS")
                .hasMessageMatching("(?s)Of job run nightly \\w+: .*")
                .hasMessageMatching("(?s).*\\nJob runs\\n.* nightly \\w+ +SUCCESS.*");
        assertThatThrownBy(() -> assertThat(execution).ranNoJob())
                .hasMessageContaining("to have started no job run, but it started one job run: job run nightly");
    }

    /** Each assertion must fail with a message. */
    @TestFactory
    Stream<DynamicTest> failedAssertionsDescribeDifference() {
        return Stream.of(
                        new Case(
                                "succeeded",
                                failed,
                                ExecutionAssert::succeeded,
                                "Expected the execution to have SUCCEEDED, but it FAILED with PipelineFailed"),
                        new Case(
                                "failed",
                                pipeline,
                                ExecutionAssert::failed,
                                "Expected the execution to have FAILED, but it SUCCEEDED"),
                        new Case(
                                "timed out",
                                pipeline,
                                ExecutionAssert::timedOut,
                                "Expected the execution to have timed out, but it SUCCEEDED"),
                        new Case(
                                "aborted",
                                pipeline,
                                ExecutionAssert::wasAborted,
                                "Expected the execution to have been aborted, but it SUCCEEDED"),
                        new Case(
                                "failed with another error",
                                failed,
                                it -> it.failedWith("Pipeline"),
                                "Expected the execution to have FAILED with Pipeline, but its error is PipelineFailed"),
                        new Case(
                                "failed with another cause",
                                failed,
                                it -> it.failedWith("PipelineFailed", "orders"),
                                "Expected the cause of PipelineFailed to contain \"orders\", but it is: {"),
                        new Case(
                                "lasted",
                                pipeline,
                                it -> it.lasted(atMost(Duration.ofSeconds(90))),
                                "Expected the execution to have lasted at most 1 min 30 s, but it lasted "),
                        new Case(
                                "visited",
                                pipeline,
                                it -> it.visited("Launch", "Failed"),
                                "Expected the execution to have visited [Failed], but it did not\n"),
                        new Case(
                                "visited what is no state",
                                idle,
                                it -> it.visited("Onyl"),
                                "visited [Onyl], but it did not; the execution has no states [Onyl] of its own, but [Only]"),
                        new Case(
                                "not visited",
                                pipeline,
                                it -> it.didNotVisit("Launch", "Failed"),
                                "Expected the execution not to have visited [Launch], but it did"),
                        new Case(
                                "not visited what is no state",
                                idle,
                                it -> it.didNotVisit("Onyl"),
                                "Expected states that were not visited; the execution has no states [Onyl] of its own, but [Only]"),
                        new Case(
                                "no cluster",
                                pipeline,
                                ExecutionAssert::launchedNoCluster,
                                "Expected the execution to have launched no cluster, but it launched one cluster:"
                                        + " cluster nightly j-"),
                        new Case(
                                "a cluster",
                                idle,
                                it -> it.launchedCluster(cluster -> {}),
                                "Expected the execution to have launched one cluster, but it launched none"),
                        new Case(
                                "a cluster of another name",
                                pipeline,
                                it -> it.launchedCluster("weekly", cluster -> {}),
                                "launched one cluster named weekly, but it launched none of that name; all that"
                                        + " it launched: [cluster nightly j-"),
                        new Case(
                                "another release",
                                pipeline,
                                it -> it.launchedCluster(cluster -> cluster.hasRelease("emr-7.12.0")),
                                "Expected \"emr-7.12.0\" at /ReleaseLabel of the RunJobFlow request, but there is"
                                        + " \"emr-7.1.0\""),
                        new Case(
                                "other instances",
                                pipeline,
                                it -> it.launchedCluster(cluster -> cluster.hasInstances("CORE", 4)),
                                "Expected instances of CORE 4, but found 0"),
                        new Case(
                                "other steps",
                                pipeline,
                                it -> it.launchedCluster(cluster -> cluster.ranSteps("Report", "Ingest")),
                                "Expected the steps [Report, Ingest] to have run in this order, but [Ingest, Report]"
                                        + " did; its steps are Ingest COMPLETED, Report COMPLETED"),
                        new Case(
                                "other steps in any order",
                                pipeline,
                                it -> it.launchedCluster(cluster -> cluster.ranStepsInAnyOrder("Report")),
                                "Expected the steps [Report] to have run, but [Ingest, Report] did;"),
                        new Case(
                                "other arguments",
                                pipeline,
                                it -> it.launchedCluster(
                                        cluster -> cluster.step("Ingest").hasArguments("spark-submit")),
                                "[Step Ingest] Expected the arguments [spark-submit], but they are"
                                        + " [spark-submit, s3://code/ingest.py, 2026-01-01]"),
                        new Case(
                                "a step that is not there",
                                pipeline,
                                it -> it.launchedCluster(cluster -> cluster.step("Clean")),
                                "Expected one step named Clean, but there are 0; its steps are Ingest COMPLETED"),
                        new Case(
                                "an assertion of AssertJ",
                                pipeline,
                                it -> it.launchedCluster(
                                        cluster -> assertThat(1).isEqualTo(2)),
                                "Of cluster nightly j-"),
                        new Case(
                                "a cluster that is left",
                                pipeline,
                                ExecutionAssert::leftNoClusters,
                                "Expected that no cluster was left, but nightly j-"),
                        new Case(
                                "a job run",
                                pipeline,
                                it -> it.ranJob(job -> {}),
                                "Expected the execution to have started one job run, but it started none"),
                        new Case(
                                "a message",
                                pipeline,
                                it -> it.notified("alarms"),
                                "Expected a message to topic alarms, but there is none"),
                        new Case(
                                "another message",
                                pipeline,
                                it -> it.notified("news", message -> assertThat(message.subject())
                                        .isEqualTo("Failed")),
                                "Expected another message to topic news; problems of the existing ones:"),
                        new Case(
                                "one message",
                                pipeline,
                                it -> it.notifiedOnce("alarms", message -> {}),
                                "Expected a message to topic alarms, but there is none"),
                        new Case(
                                "no message",
                                pipeline,
                                ExecutionAssert::notifiedNobody,
                                "Expected no message, but there are messages to [news]"),
                        new Case(
                                "no message to a topic",
                                pipeline,
                                it -> it.didNotNotify("news"),
                                "Expected no message to topic news, but there is one"),
                        new Case(
                                "no message to what is no topic",
                                pipeline,
                                it -> it.didNotNotify("nwes"),
                                "Expected no message to topic nwes, but there is no such topic; there are"
                                        + " [arn:aws:sns:us-east-1:123456789012:news,"),
                        new Case(
                                "no step",
                                pipeline,
                                it -> it.launchedCluster(cluster -> cluster.ranNoStep()),
                                "Expected no step to have run, but [Ingest, Report] did; its steps are Ingest"),
                        new Case(
                                "a permission",
                                pipeline,
                                it -> it.usedPermission("kms:Decrypt"),
                                "Expected the permission kms:Decrypt to be used, but these were: [elasticmapreduce:"),
                        new Case(
                                "a permission for another resource",
                                pipeline,
                                it -> it.usedPermission("sns:Publish", "*"),
                                "to be used for *, but it was used for: [arn:aws:sns:us-east-1:123456789012:news]"),
                        new Case(
                                "no permission",
                                pipeline,
                                it -> it.didNotUsePermission("iam:PassRole"),
                                "Expected the permission iam:PassRole not to be needed, but role pipeline requested"
                                        + " it"),
                        new Case(
                                "a denial",
                                pipeline,
                                it -> it.wasDenied("sns:Publish"),
                                "Expected the permission sns:Publish to be denied, but it was allowed"),
                        new Case(
                                "another output",
                                idle,
                                it -> it.hasOutput("{}"),
                                "Expected the output {}, but it is {\"size\":1,\"list\":[true]}"),
                        new Case(
                                "another value of the output",
                                idle,
                                it -> it.hasOutputValue("/sizes", 1),
                                "Expected 1 at /sizes of the output, but there is nothing"))
                .map(it -> DynamicTest.dynamicTest(
                        it.name(), () -> assertThatThrownBy(() -> it.assertion().accept(assertThat(it.execution())))
                                .isInstanceOf(AssertionError.class)
                                .hasNoCause()
                                .hasMessageContaining(it.message())
                                .hasMessageContaining(it.execution().stateMachineName() + ", execution ")
                                .hasMessageContaining("The page of this run: file:")));
    }

    @Test
    void failureMessageShowsTimelineOfExecution() {
        assertThatThrownBy(() -> assertThat(failed).as("tonight's run").succeeded())
                .hasMessageStartingWith("[tonight's run] Expected the execution")
                .hasMessageContaining("sales-report-2, execution ")
                .hasMessageMatching("(?s).*\\n {2}\\+0:00:00 +\\d+ min.* Launch +succeeded\\n.*")
                .hasMessageMatching(
                        "(?s).*\\n {2}\\+0:0\\d:\\d\\d +\\d min +Report +failed: States.TaskFailed: Step s-\\w+ is FAILED: Unknown Error: The table sales does not exist\\n.*")
                .hasMessageMatching(
                        "(?s).*\\n {2}PipelineFailed\\n {4}States.TaskFailed: Step s-\\w+ is FAILED: Unknown Error: The table sales does not exist\\n.*")
                .hasMessageMatching("(?s).*\\nCluster nightly j-\\w+: WAITING, created at \\+0:00:00, ready at .*")
                .hasMessageMatching("(?s).* Step Report +FAILED: .*The table sales does not exist.*")
                .hasMessageMatching("(?s).* to news +sent: The pipeline has ended\\n.*");
    }

    @Test
    void failedAssertionWritesPageOfRun() throws Exception {
        assertThatThrownBy(() -> assertThat(failed).succeeded()).isInstanceOf(AssertionError.class);

        Path page = Path.of("target", "emr-launch-failed-runs", "sales-report-2-" + failed.name() + ".html");
        assertThat(Files.readString(page)).isEqualTo(failed.page());
    }

    @Test
    void failureMessagesContainNoSecrets() throws Exception {
        LocalExecution execution = runs.run(Runs.PIPELINE, "{\"Name\": \"n\", \"Note\": " + new TextNode(SECRET) + "}");

        assertThat(execution.history().toString()).contains(SECRET);
        assertThat(execution.toString()).doesNotContain(SECRET);
        assertThat(List.<Consumer<ExecutionAssert>>of(
                        ExecutionAssert::failed,
                        it -> it.launchedCluster(
                                cluster -> cluster.step("Ingest").hasArguments("spark-submit")),
                        it -> it.launchedCluster(
                                cluster -> assertThat(cluster.step("Ingest")).isNull()),
                        it -> it.notified(
                                "news", message -> assertThat(message.message()).isEmpty()),
                        it -> it.hasOutput("{}")))
                .allSatisfy(assertion -> assertThatThrownBy(() -> assertion.accept(assertThat(execution)))
                        .isInstanceOf(AssertionError.class)
                        .satisfies(error -> assertThat(stackTrace(error)).doesNotContain(SECRET)));
    }

    private static String stackTrace(Throwable error) {
        java.io.StringWriter text = new java.io.StringWriter();
        error.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    /** Otherwise "launched no cluster" and similar assertions would always hold. */
    @Test
    void rejectsExecutionFromBeforeRestore(@TempDir Path directory) throws Exception {
        try (LocalAws shared = LocalAws.start()) {
            Runs its = new Runs(shared, new Assembly(directory));
            String machine =
                    its.machine("{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Pass\", \"End\": true}}}");
            LocalCheckpoint before = shared.checkpoint();
            LocalExecution earlier = shared.awaitExecution(shared.startExecution(machine, "nightly", INPUT));
            before.restore();
            shared.awaitExecution(shared.startExecution(machine, "nightly", INPUT));

            assertThatThrownBy(() -> assertThat(earlier).notifiedNobody())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no longer has " + earlier.arn())
                    .hasMessageContaining("belongs to a test that has ended");
            assertThatThrownBy(() -> assertThat(earlier).failed())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("but it SUCCEEDED")
                    .hasMessageContaining("belongs to a test that has ended");
        }
    }

    @Test
    void timelineOfManyStatesHasSixtyLines() throws Exception {
        LocalExecution execution = runs.run(Runs.large(240), "{\"mode\": \"special 3\"}");

        assertThat(execution.timeline().lines().count()).isEqualTo(60);
        assertThat(execution.timeline())
                .containsPattern("\\n {2}… and \\d+ more\\n")
                .contains("Check input 0 ", "Hand over 39 ");
    }

    /** A browser cannot draw hundreds of executions with graphs. */
    @Test
    void pageOfManyExecutionsShowsFirstAndLast() throws Exception {
        String child = runs.machine(machine(PUBLISH, "{\"Type\": \"Pass\", %s}"));
        LocalExecution execution = runs.run(
                """
            {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Start", "States": {
              "Start": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution",
                "Parameters": {"StateMachineArn": "%s", "Input.$": "$"}}}}}}}\
            """.formatted(child), IntStream.range(0, 100).boxed().toList().toString());

        assertThat(execution).succeeded();
        assertThat(execution.publications()).hasSize(100);
        assertThat(execution.page())
                .contains(
                        "There are 100. The page shows the first 20 and the last 20.",
                        "id=\"x40-s0\"",
                        "id=\"message-39\"")
                .doesNotContain("id=\"x41-s0\"", "id=\"message-40\"");
        assertThat(execution.timeline().lines().count()).isEqualTo(60);
        assertThat(execution.timeline()).containsPattern("\\n {2}… and \\d+ more\\n");
    }

    @Test
    void rejectsInvalidArguments() {
        assertThatThrownBy(() -> assertThat(pipeline).visited())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The assertion needs at least one state");
        assertThatThrownBy(() -> assertThat(pipeline).didNotVisit()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> assertThat(pipeline)
                        .launchedCluster(cluster -> cluster.step("Ingest").containsArguments()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The assertion needs at least one argument");
        assertThatThrownBy(() -> assertThat(pipeline).usedPermission("RunJobFlow"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as elasticmapreduce:RunJobFlow, got: RunJobFlow");
        assertThatThrownBy(() -> assertThat(pipeline).hasOutputValue("Name", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("begins with a slash")
                .hasMessageContaining("got: Name");
        assertThatThrownBy(() -> assertThat(pipeline).launchedCluster(cluster -> cluster.hasInstances("core", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'role' must be MASTER, CORE or TASK, got: core");
        assertThatCode(() -> assertThat(idle).hasOutput("{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be JSON, got: {");
    }
}
