package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of run pages. RunPageIT tests them in a browser. */
class RunPageTest {
    private static final String INPUT = "{\"Name\": \"nightly\", \"Note\": \"%s\"}";

    private final LocalAws aws = LocalAws.start();
    private Runs runs;

    @TempDir
    private Path directory;

    @BeforeEach
    void deploy() {
        runs = new Runs(aws, new Assembly(directory));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** Returns the page without the parts that are the same on every page. */
    private static String own(String page) {
        return page.replaceFirst("(?s)<style>.*?</style>", "").replaceFirst("(?s)<script>.*</script>", "");
    }

    @Test
    void showsStatesAndResults() throws Exception {
        String page = own(runs.page(Runs.PIPELINE, INPUT.formatted("first")));

        assertThat(page)
                .contains(
                        "<h1>sales-report-1</h1>",
                        ">SUCCEEDED</span>",
                        "In virtual time".toLowerCase(java.util.Locale.ROOT))
                .contains("Started</dt><dd>2026-01-01 00:00:00 UTC")
                .contains("nightly " + aws.clusters().get(0).id())
                .contains("&quot;ReleaseLabel&quot;: &quot;emr-7.1.0&quot;")
                .contains("Step Ingest", "Step Report", "s3://code/ingest.py")
                .contains("The pipeline has ended", "arn:aws:sns:us-east-1:123456789012:news")
                .contains("Not reached: <span", ">Failed</span>")
                .doesNotContain("Job runs", "Started executions");
    }

    @Test
    void showsUsedAndUnusedPolicyStatements() throws Exception {
        String page = own(runs.page(Runs.PIPELINE, INPUT.formatted("first")));
        String permissions = page.substring(page.indexOf("id=\"permissions\""), page.indexOf("id=\"messages\""));
        String unused = permissions.substring(permissions.indexOf("statements were not used"));

        assertThat(permissions)
                .contains("<code>elasticmapreduce:RunJobFlow</code>", "<code>iam:PassRole</code>", "existing Clusters")
                .contains("allowed</span> 2 times", "&quot;Sid&quot;: &quot;News&quot;");
        assertThat(unused).contains("existing NeverUsed", "existing Secrets").doesNotContain("existing Clusters");
    }

    @Test
    void showsADeniedCallAndItsError() throws Exception {
        String page = own(runs.page("""
            {"StartAt": "Read", "States": {"Read": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter", "Parameters": {"Name": "/closed"}}}}\
            """, "{}"));

        assertThat(page)
                .contains("denied</span>", "<code>ssm:GetParameter</code>", "No statement allows it.")
                .contains("<strong>Ssm.SsmException</strong>", "is not authorized to perform: ssm:GetParameter")
                .contains("existing Parameters");
    }

    @Test
    void showsExecutionsStartedByTheRun() throws Exception {
        String child = runs.machine(Runs.PIPELINE);
        String parent = """
            {"StartAt": "Nested", "States": {"Nested": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::states:startExecution.sync:2",
              "Parameters": {"StateMachineArn": "%s", "Input": {"Name": "inner", "Note.$": "$.Other"}}}}}\
            """.formatted(child);
        LocalExecution unrelated = aws.awaitExecution(aws.startExecution(child, INPUT.formatted("unrelated")));
        String page = own(runs.page(parent, "{\"Other\": \"" + unrelated.arn() + "\"}"));

        assertThat(page)
                .contains(
                        "Started executions",
                        "id=\"x1-s0\"",
                        "inner " + aws.clusters().get(1).id())
                .doesNotContain("id=\"x2-s0\"", "unrelated");
    }

    /** The clock of {@code serve} starts at the time of the machine, which can be between two milliseconds. */
    @Test
    void showsNoTimesBeforeTheStart() throws Exception {
        Instant start = Instant.parse("2026-01-01T00:00:00.0007Z");
        try (LocalAws exact = LocalAws.builder().startTime(start).start()) {
            String page = own(new Runs(exact, new Assembly(directory)).page(Runs.PIPELINE, INPUT.formatted("first")));

            assertThat(page).contains("+0:00:00").doesNotContain("\u2212", ":59");
        }
    }

    @Test
    void showsOnlyTheStepsOfTheRunForAnExistingCluster() throws Exception {
        runs.run(Runs.PIPELINE, INPUT.formatted("first"));
        aws.clock().advance(Duration.ofMinutes(5));
        String cluster = aws.clusters().get(0).id();
        String page = own(runs.page("""
            {"StartAt": "Add", "States": {"Add": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::elasticmapreduce:addStep.sync", "Parameters": {"ClusterId": "%s", "Step":
                {"Name": "Later", "ActionOnFailure": "CONTINUE", "HadoopJarStep": {"Jar": "command-runner.jar"}}}}}}\
            """.formatted(cluster), "{}"));

        assertThat(page).contains("Step Later", "nightly").doesNotContain("Step Ingest");
    }

    @Test
    void showsARunningExecution() throws Exception {
        aws.clock().register();
        String arn = aws.startExecution(
                runs.machine(
                        "{\"StartAt\": \"Wait\", \"States\": {\"Wait\": {\"Type\": \"Wait\", \"Seconds\": 60, \"End\":"
                                + " true}}}"),
                "{}");
        Poll.until(() -> aws.runPage(arn), page -> page.contains("id=\"x0-s0\" class"));

        assertThat(own(aws.runPage(arn))).contains(">RUNNING</span>", "It is running", "has not been left");
    }

    @Test
    void rejectsAMissingExecution() {
        assertThatThrownBy(() -> aws.runPage("arn:aws:states:us-east-1:123456789012:execution:a:b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no execution arn:aws:states:us-east-1:123456789012:execution:a:b");
    }

    @Test
    void omitsMiddleVisitsOfLongLoop() throws Exception {
        String page = own(runs.page("""
            {"QueryLanguage": "JSONata", "StartAt": "Count", "States": {
              "Count": {"Type": "Pass", "Output": "{% $states.input + 1 %}", "Next": "Enough?"},
              "Enough?": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input < 1000 %}", "Next": "Count"}],
                "Default": "Done"},
              "Done": {"Type": "Succeed"}}}\
            """, "0"));

        assertThat(page).contains("1000 visits", "Visits 21 to 980 are omitted.", "Visit 1000");
        assertThat(page.length()).isLessThan(600_000);
    }

    @Test
    void showsTheEndOfTheLogsOfJobs() throws Exception {
        try (LocalAws withJobs = LocalAws.builder().jobs(new ShellJobs()).start()) {
            Runs jobs = new Runs(withJobs, new Assembly(directory.resolve("jobs")));
            withJobs.existing().secret("db", "the-password");
            String script = "seq -f 'line %g of the <log> ' 1000; echo connecting with the-password >&2; exit 3";
            String page =
                    own(jobs.page(Runs.PIPELINE, "{\"Name\": \"nightly\", \"Note\": " + new TextNode(script) + "}"));

            assertThat(page)
                    .contains(
                            "<summary>Log stdout, its last lines</summary>",
                            "line 801 of the &lt;log&gt;",
                            "line 1000 of")
                    .doesNotContain("line 800 of")
                    .contains("open><summary>Log stderr</summary><pre>connecting with (secret)</pre>")
                    .doesNotContain("the-password");
        }
    }

    @Test
    void truncatesLongTexts() throws Exception {
        aws.existing().secret("db", "the-password");
        String text = "word ".repeat(40_000) + "the-password";
        String page = own(runs.page(
                "{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Pass\", \"End\": true}}}",
                new TextNode(text).toString()));

        assertThat(page)
                .contains(
                        "<details class=\"data\"><summary>Input</summary>",
                        "This is the beginning of 200,014 characters")
                .doesNotContain("the-password");
        assertThat(page.length()).isLessThan(100_000);
    }

    @Test
    void omitsOverlappingBarsOfLongLoop() throws Exception {
        String page = own(runs.page("""
            {"QueryLanguage": "JSONata", "StartAt": "Count", "States": {
              "Count": {"Type": "Wait", "Seconds": 1, "Output": "{% $states.input + 1 %}", "Next": "Enough?"},
              "Enough?": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input < 4000 %}", "Next": "Count"}],
                "Default": "Done"},
              "Done": {"Type": "Succeed"}}}\
            """, "0"));

        assertThat(page).contains("4000 visits");
        assertThat(page.split("<rect ")).hasSizeLessThan(3 * 1000);
    }

    @Test
    void hidesSecretsOnWholePage() throws Exception {
        String secret = "s3cr&t \"p<a>ss\" é/+";
        aws.existing().secret("db", "{\"user\": \"etl-user\", \"password\": " + new TextNode(secret) + "}");
        aws.existing().secret("url", "postgres://etl:c0nn-pass@db.example.com/etl");
        try (var ssm = SdkClients.ssm(aws)) {
            ssm.putParameter(
                    request -> request.name("/secure").value("s3cure-value").type("SecureString"));
        }
        String encoded = Base64.getEncoder().encodeToString(("etl-user:" + secret).getBytes(StandardCharsets.UTF_8));
        String note = secret + " " + encoded + " " + URLEncoder.encode(secret, StandardCharsets.UTF_8)
                + " jdbc://etl:c0nn-pass@host s3cure-value";
        aws.emr().failStep("Report", "Cannot log in with " + secret);
        String input = "{\"Name\": \"c0nn-pass\", \"Note\": " + new TextNode(note) + "}";
        String definition = Runs.PIPELINE
                .replace("\"StartAt\": \"Launch\"", "\"StartAt\": \"Read\"")
                .replace("\"States\": {\n  \"Launch\"", """
                    "States": {
                      "Read": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue",
                        "Parameters": {"SecretId": "db"}, "ResultPath": "$.Secret", "Next": "c0nn-pass"},
                      "c0nn-pass": {"Type": "Choice", "Default": "Launch", "Choices": [
                        {"Variable": "$.Name", "StringEquals": "never s3cure-value", "Next": "Launch"}]},
                      "Launch\"\
                    """);
        LocalExecution execution = runs.run(definition, input);

        assertThat(execution.history().toString()).contains("c0nn-pass", "s3cure-value", encoded);
        assertThat(own(runs.page(execution)))
                .contains("(secret)", "Read</h3>", "Cannot log in with (secret)")
                .doesNotContain("s3cr", "p&lt;a", "c0nn-pass", "s3cure-value", "etl-user", encoded, "p%3Ca");
    }

    /** The earlier value of a deleted or changed secret may still be in use. */
    @Test
    void hidesEarlierValuesOfDeletedSecret() throws Exception {
        aws.existing().secret("old", "first-value");
        try (var secrets = SdkClients.secretsManager(aws)) {
            secrets.putSecretValue(request -> request.secretId("old").secretString("second-value"));
            secrets.deleteSecret(request -> request.secretId("old").forceDeleteWithoutRecovery(true));
        }

        assertThat(own(runs.page(
                        "{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Pass\", \"End\": true}}}",
                        "[\"first-value\", \"second-value\"]")))
                .doesNotContain("first-value", "second-value");
    }
}
