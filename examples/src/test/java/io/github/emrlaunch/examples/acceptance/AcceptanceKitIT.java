package io.github.emrlaunch.examples.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.Example;
import io.github.emrlaunch.examples.ExampleRun;
import io.github.emrlaunch.examples.ForkFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Tests the kit with the local emulator in another process, which deploys over HTTP, and with a script instead of the CDK CLI.
 */
@Timeout(300)
class AcceptanceKitIT {
    private static final String ACCOUNT = "123456789012";
    private static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIALOCALEMULATOR000", "local-emulator"));
    private static final Example EXAMPLE = Example.named("plain-cluster");
    private static final Path REPORT = ForkFolder.PATH.resolve("acceptance/plain-cluster/report.json");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeAll
    static void record() throws InterruptedException {
        try (ExampleRun run = new ExampleRun(EXAMPLE, ForkFolder.PATH)) {
            run.deploy(run.synthesize());
            for (Example.Start start : EXAMPLE.starts()) {
                run.run(start, event -> {});
            }
        }
    }

    private int run(URI endpoint, Optional<String> answer, String... cdk) throws InterruptedException {
        AcceptanceKit.Settings settings = new AcceptanceKit.Settings(
                Region.US_EAST_1, CREDENTIALS, endpoint, List.of(cdk), ForkFolder.PATH, () -> answer);
        return AcceptanceKit.run(EXAMPLE, settings, new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode report() throws IOException {
        return Json.parse(Files.readString(REPORT));
    }

    @Test
    void reportsAgreementWithAServedEmulator() throws Exception {
        try (Serve serve = Serve.start("--strict")) {
            assertThat(run(serve.endpoint(), Optional.of(ACCOUNT)))
                    .as("%s", report())
                    .isEqualTo(AcceptanceKit.AGREES);

            assertThat(told()).contains("PlainCluster", "1 AWS::EC2::VPC", "1 r6g.xlarge", ACCOUNT, "us-east-1", "USD");
            assertThat(report().path("runs")).hasSize(2).allSatisfy(run -> assertThat(run.path("differences"))
                    .isEmpty());
            assertThat(report().path("probes")).hasSameSizeAs(Probe.ALL).allSatisfy(probe -> assertThat(
                            probe.path("verdict").asText())
                    .isEqualTo("AGREES"));
            assertThat(Files.readString(REPORT.resolveSibling("report.md")))
                    .contains("| default_brioche | SUCCEEDED | SUCCEEDED | none |");
            assertThat(Json.parse(serve.control("clusters")).path("clusters"))
                    .hasSize(1)
                    .allSatisfy(cluster ->
                            assertThat(cluster.path("state").asText()).isEqualTo("TERMINATED"));
        }
    }

    /**
     * A cluster with that name runs already, so that the launch fails; and the emulator treats any key as the administrator's.
     */
    @Test
    void reportsDifferencesOfTheOtherSide() throws Exception {
        try (Serve serve = Serve.start(ForkFolder.PATH
                        .resolve("cdk.out/plain-cluster")
                        .toAbsolutePath()
                        .toString());
                AwsApi aws = new AwsApi(Region.US_EAST_1, CREDENTIALS, serve.endpoint())) {
            String before = aws.required(
                            "states",
                            "AWSStepFunctions.StartExecution",
                            Json.object()
                                    .put(
                                            "stateMachineArn",
                                            "arn:aws:states:us-east-1:" + ACCOUNT + ":stateMachine:default_brioche")
                                    .put(
                                            "input",
                                            "{\"ClusterConfigurationOverrides\": {\"ClusterName\": \"BriocheAutoCluster\"}}"))
                    .path("executionArn")
                    .asText();
            while (!Recording.of(aws, before).status().equals("SUCCEEDED")) {
                Thread.sleep(20);
            }

            assertThat(run(serve.endpoint(), Optional.of(ACCOUNT))).isEqualTo(AcceptanceKit.DIFFERS);

            JsonNode launch = report().at("/runs/0");
            assertThat(launch.at("/emulator/status").asText()).isEqualTo("SUCCEEDED");
            assertThat(launch.at("/aws/status").asText()).isEqualTo("FAILED");
            assertThat(launch.at("/aws/error").asText()).contains("ClusterAlreadyRunning");
            assertThat(launch.path("differences"))
                    .extracting(difference -> difference.path("what").asText())
                    .contains("status", "error", "output", "cluster")
                    .anySatisfy(what -> assertThat(what).startsWith("events from the "));
            assertThat(report().path("probes")).anySatisfy(probe -> {
                assertThat(probe.path("row").asText()).startsWith("Unknown key or wrong token");
                assertThat(probe.path("verdict").asText()).isEqualTo("DIFFERS");
            });
            assertThat(told()).contains("default_brioche: FAILED, differs in status");
        }
    }

    @Test
    void createsNothingWithoutTheConfirmedAccountId() throws Exception {
        try (Serve serve = Serve.start("--strict")) {
            for (Optional<String> answer : List.of(Optional.<String>empty(), Optional.of(""), Optional.of("yes"))) {
                assertThat(run(serve.endpoint(), answer)).isEqualTo(AcceptanceKit.NOTHING_DONE);
            }

            assertThat(told()).contains("-Daws.confirm=" + ACCOUNT, "nothing was made");
            assertThat(Json.parse(serve.control("skipped")).path("skipped")).isEmpty();
        }
    }

    /** Returns a command that records its calls, and whose {@code deploy} runs this script. */
    private String cdk(String deploy) throws IOException {
        Path script = folder.resolve("cdk");
        Files.writeString(script, """
                #!/bin/bash
                echo "$AWS_REGION $AWS_ACCESS_KEY_ID $*" >>%s
                [ "$1" != deploy ] || %s
                """.formatted(folder.resolve("calls"), deploy));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private List<String> cdkCalls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private static String call(String verb, String options) {
        return "us-east-1 AKIALOCALEMULATOR000 %s --all --app %s %s"
                .formatted(verb, REPORT.resolveSibling("cdk.out").toAbsolutePath(), options);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the script in place of the CDK's command line is one of bash")
    void emptiesBucketsAndDestroysStacksAfterAFailure() throws Exception {
        try (AccountDouble account = new AccountDouble()) {
            assertThat(run(account.endpoint(), Optional.of(ACCOUNT), cdk("exit 3")))
                    .isEqualTo(AcceptanceKit.DIFFERS);

            assertThat(cdkCalls())
                    .containsExactly(call("deploy", "--require-approval never"), call("destroy", "--force"));
            assertThat(account.requests())
                    .containsSubsequence(
                            "cloudformation ListStackResources",
                            "s3 GET /bucket/?versions",
                            "s3 DELETE /bucket/log/a%20%26%20b.gz?versionId=null");
            assertThat(report().path("problems")).hasSize(1).allSatisfy(problem -> assertThat(problem.asText())
                    .contains("deploy ended with exit code 3", "cdk.log"));
            assertThat(report().path("cleanedUp")).hasSize(1);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the script in place of the CDK's command line is one of bash")
    void destroysStacksAfterCtrlC() throws Exception {
        try (AccountDouble account = new AccountDouble()) {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Daws.cdk=" + cdk("exec sleep 300"),
                            "-Daws.confirm=" + ACCOUNT,
                            "-Daws.folder=" + ForkFolder.PATH,
                            "-classpath",
                            System.getProperty("java.class.path"),
                            AcceptanceKit.class.getName(),
                            EXAMPLE.name())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("told").toFile());
            builder.environment().put("AWS_ENDPOINT_URL", account.endpoint().toString());
            builder.environment().put("AWS_REGION", "us-east-1");
            builder.environment().put("AWS_ACCESS_KEY_ID", "AKIALOCALEMULATOR000");
            builder.environment().put("AWS_SECRET_ACCESS_KEY", "local-emulator");
            Process process = builder.start();
            try {
                while (cdkCalls().isEmpty() && process.isAlive()) {
                    Thread.sleep(20);
                }
                process.destroy();

                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(cdkCalls())
                        .as(Files.readString(folder.resolve("told")))
                        .last()
                        .isEqualTo(call("destroy", "--force"));
                assertThat(account.requests()).last().isEqualTo("elasticmapreduce ElasticMapReduce.ListClusters");
                assertThat(report().path("problems")).hasSize(1).allSatisfy(problem -> assertThat(problem.asText())
                        .contains("interrupted"));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void doesNothingWhenTheStackExists() throws Exception {
        try (AccountDouble account = new AccountDouble()) {
            account.deployed(true);

            assertThat(run(account.endpoint(), Optional.of(ACCOUNT), cdk("exit 0")))
                    .isEqualTo(AcceptanceKit.NOTHING_DONE);

            assertThat(told()).contains("The stack PlainCluster is there already");
            assertThat(cdkCalls()).isEmpty();
        }
    }

    @Test
    void needsABootstrappedAccount() throws Exception {
        try (AccountDouble account = new AccountDouble()) {
            account.notBootstrapped();

            assertThat(run(account.endpoint(), Optional.of(ACCOUNT), cdk("exit 0")))
                    .isEqualTo(AcceptanceKit.NOTHING_DONE);

            assertThat(told()).contains("run cdk bootstrap there first");
            assertThat(cdkCalls()).isEmpty();
        }
    }

    @Test
    void eachProbeNamesARow() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/aws-behaviour.md"));

        assertThat(Probe.ALL).allSatisfy(probe -> assertThat(rows)
                .as(probe.row())
                .filteredOn(row -> row.startsWith("| " + probe.row()))
                .hasSize(1));
    }
}
