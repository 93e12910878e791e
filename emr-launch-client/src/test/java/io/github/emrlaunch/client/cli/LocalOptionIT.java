package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.local.EmrLaunchLocal;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The command line with a local emulator in a separate process, with another region and strict access keys. */
@Timeout(120)
class LocalOptionIT {
    private static final String EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:m:e";

    private static final String ETL = "arn:aws:states:eu-central-1:123456789012:execution:sales_etl:two";

    /** A launch function, as a string in JSON. */
    private static final String FUNCTION = """
        {'LaunchFunctionName': 'etl', 'Namespace': 'sales', 'EMRProfile': 'sales/p', 'ClusterConfiguration': 'sales/c', 'ClusterName': 'etl',
        'StateMachine': 'arn:aws:states:eu-central-1:123456789012:stateMachine:sales_etl', 'AllowedClusterConfigOverrides': {},
        'Description': null, 'SuccessTopic': null, 'FailureTopic': null, 'OverrideClusterConfigsFunction': null,
        'ClusterTags': [], 'WaitForClusterStart': true}""".replace('\n', ' ').replace("'", "\\\"");

    private static Process server;
    private static int port;

    @BeforeAll
    static void serve(@TempDir Path assembly) throws IOException {
        Files.writeString(assembly.resolve("manifest.json"), """
            {"version": "54.0.0", "artifacts": {"Stack": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
              "properties": {"templateFile": "Stack.template.json"}}}}\
            """);
        Files.writeString(assembly.resolve("Stack.template.json"), """
            {"Resources": {
              "Etl": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"StateMachineName": "sales_etl",
                "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                "DefinitionString": "{\\"StartAt\\": \\"A\\", \\"States\\": {\\"A\\": {\\"Type\\": \\"Pass\\", \\"End\\": true, \\"Result\\": {\\"ClusterId\\": \\"j-1\\"}, \\"ResultPath\\": \\"$.LaunchClusterResult\\"}}}"}},
              "Function": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": "/emr_launch/emr_launch_functions/sales/etl",
                "Value": "FUNCTION"}},
              "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "states.amazonaws.com"}}]}}},
              "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"StateMachineName": "linked",
                "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                "DefinitionString": "{\\"StartAt\\": \\"A\\", \\"States\\": {\\"A\\": {\\"Type\\": \\"Pass\\", \\"End\\": true, \\"Result\\": {\\"ClusterId\\": \\"j-1\\"}, \\"ResultPath\\": \\"$.LaunchClusterResult\\"}}}"}}}}\
            """.replace("FUNCTION", FUNCTION));
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        EmrLaunchLocal.class.getName(),
                        "serve",
                        "--port",
                        "0",
                        "--strict",
                        "--region",
                        "eu-central-1",
                        assembly.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("Listening on http://127.0.0.1:");
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /** A test runner may load classes from elsewhere than the class path. */
    private static String classPath() {
        return Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    @AfterAll
    static void stop() {
        server.destroy();
    }

    private static Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = EmrLaunch.run(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false),
                args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void setsAddressRegionAndCredentials() {
        assertThat(run("list", "profiles", "--local=" + port))
                .isEqualTo(new Result(0, "", "There is no EMR profile\n"));
        assertThat(run("--local=" + port, "status", EXECUTION).err())
                .startsWith("emr-launch: Execution Does Not Exist: '" + EXECUTION)
                .endsWith(
                        "\nCheck the address of the server. The local emulator forgets all executions when it ends\n");
    }

    @Test
    void opensThePageOfARun() {
        String pages = "http://127.0.0.1:%d/_emr-launch/runs".formatted(port);

        assertThat(run("open", EXECUTION, "--local=" + port).out()).isEqualTo(pages + "/" + EXECUTION + "\n");
        assertThat(run("open", "j-ABC", "--local=" + port).out()).isEqualTo(pages + "\n");
    }

    /** The AWS console does not have the execution. */
    @Test
    void linksToThePageOfTheRunInsteadOfTheAwsConsole() {
        try (SfnClient stepFunctions = SfnClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(LocalEmulator.CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            stepFunctions.startExecution(
                    start -> start.stateMachineArn("arn:aws:states:eu-central-1:123456789012:stateMachine:linked")
                            .name("one"));
        }
        String page =
                "http://127.0.0.1:%d/_emr-launch/runs/arn:aws:states:eu-central-1:123456789012:execution:linked:one\n"
                        .formatted(port);

        for (String command : new String[] {"watch", "status"}) {
            assertThat(run(command, "linked:one", "--local=" + port).out())
                    .endsWith("  " + page)
                    .doesNotContain("console.aws");
        }
        assertThat(run("open", "linked:one", "--local=" + port).out()).isEqualTo(page);
        assertThat(run("open", "pipeline", "none", "--local=" + port).exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void reportsInOneLineThatNoEmulatorAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Result refused = run("list", "functions", "--local=" + free);

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err())
                .startsWith("emr-launch: No local emulator answers at http://127.0.0.1:%d (".formatted(free))
                .hasLineCount(1)
                .contains("emr-launch-local-VERSION-cli.jar serve");
    }

    @Test
    @ExtendWith(LocalAwsExtension.class)
    void reportsThatAnotherServerAnswers(LocalAws another) {
        int taken = another.endpoint().getPort();

        assertThat(run("list", "functions", "--local=" + taken))
                .isEqualTo(new Result(
                        4,
                        "",
                        "emr-launch: What answers at http://127.0.0.1:%d is not the local emulator\n"
                                .formatted(taken)));
    }

    @Test
    void printsCommandsForTheSameEmulator() {
        String option = "--local=" + port;

        Result started = run(option, "start", "sales/etl", "--execution-name", "two");

        assertThat(started.err()).isEqualTo("To show its status: emr-launch %s status %s\n".formatted(option, ETL));
        assertThat(run(words(started.err())).out()).startsWith("SUCCEEDED after ");
        assertThat(run("start", "sales/etl", "--execution-name", "two", "--tag", "a=b", option)
                        .err())
                .endsWith("See emr-launch %s status %s\n".formatted(option, ETL));
        Result stopped = run("stop", ETL, option);
        assertThat(stopped.out()).endsWith("emr-launch %s stop %s --terminate-cluster\n".formatted(option, ETL));
        assertThat(run(words(stopped.out())).err())
                .as("the emulator has no such cluster")
                .isEqualTo("emr-launch: AWS refuses: Cluster id 'j-1' is not valid.\n");
    }

    /** The arguments of the command at the end of a text. */
    private static String[] words(String text) {
        String command = "emr-launch ";
        return Words.of(text.substring(text.lastIndexOf(command) + command.length()))
                .toArray(String[]::new);
    }

    /** The argument after the option belongs to the command. */
    @Test
    void rejectsRegionProfileAndEndpointUrlOptions() {
        for (String option :
                new String[] {"--region=eu-west-1", "--profile=mine", "--endpoint-url=http://127.0.0.1:1"}) {
            assertThat(run("--local", "list", option, "functions"))
                    .isEqualTo(new Result(
                            2,
                            "",
                            "emr-launch: --local knows region, credentials and address: it goes without --region,"
                                    + " --profile and --endpoint-url\n"));
        }
        assertThat(run("list", "functions", "--local=99999").err())
                .isEqualTo("emr-launch: '--local' must be a port, 1 to 65535, got: 99999\n");
        assertThat(run("list", "functions", "--local=here").err()).contains("Invalid value for option '--local'");
    }
}
