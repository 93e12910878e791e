package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python functions in separate processes, with the environment of Lambda. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonFunctionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PROBE = """
        import json, os, sys, time, urllib.error, urllib.request
        from time import sleep

        print("loaded", os.environ["TEAM"])
        invocations = 0

        class NoSuchTeam(Exception):
            pass

        def handler(event, context):
            global invocations
            invocations += 1
            return globals()[event.get("action", "tell")](event, context)

        def tell(event, context):
            return {
                "event": event,
                "invocations": invocations,
                "environment": dict(os.environ),
                "path": sys.path,
                "folder": os.getcwd(),
                "home": os.path.expanduser("~"),
                "function": context.function_name,
                "arn": context.invoked_function_arn,
                "remaining": context.get_remaining_time_in_millis(),
            }

        def log(event, context):
            print("out: ä", event["text"])
            print("err", file=sys.stderr)

        def fail(event, context):
            raise NoSuchTeam(event["text"])

        def end(event, context):
            sys.exit(event["status"])

        def kill(event, context):
            os.kill(os.getpid(), event["signal"])
            time.sleep(1)

        def rest(event, context):
            sleep(event["seconds"])
            time.sleep(0)
            return {"remaining": context.get_remaining_time_in_millis()}

        def wrong_sleep(event, context):
            errors = []
            for seconds in (-1, float("nan"), "1"):
                try:
                    time.sleep(seconds)
                except (TypeError, ValueError) as e:
                    errors.append(type(e).__name__)
            return errors

        def spin(event, context):
            while True:
                pass

        def start(event, context):
            import subprocess
            return [os.getpid(), subprocess.Popen(["sleep", "600"]).pid]

        def sdk(event, context):
            import boto3
            return boto3.client("ssm").get_parameter(Name=event["name"])["Parameter"]["Value"]

        def call(event, context):
            body = json.dumps({"Name": event["name"]}).encode()
            request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"], body, {
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "AmazonSSM.GetParameter",
                "Authorization": "AWS4-HMAC-SHA256 Credential=" + os.environ["AWS_ACCESS_KEY_ID"]
                    + "/20260101/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0",
                "X-Amz-Security-Token": os.environ["AWS_SESSION_TOKEN"],
            })
            try:
                return json.load(urllib.request.urlopen(request))["Parameter"]["Value"]
            except urllib.error.HTTPError as e:
                return json.load(e)
        """;

    private static final String TEMPLATE = """
        {"Resources": {
          "Role": {"Type": "AWS::IAM::Role", "Properties": {
            "RoleName": "functions",
            "AssumeRolePolicyDocument": {"Statement": [
              {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]},
            "Policies": [{"PolicyName": "Read", "PolicyDocument": {"Statement": {
              "Effect": "Allow", "Action": "ssm:GetParameter",
              "Resource": {"Fn::Sub": "arn:aws:ssm:us-east-1:123456789012:parameter/teams/etl"}}}}]}},
          "Etl": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/teams/etl", "Type": "String", "Value": "7"}},
          "Hr": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/teams/hr", "Type": "String", "Value": "8"}},
          "First": {"Type": "AWS::Lambda::LayerVersion", "Properties": {
            "LayerName": "first", "Content": {"S3Bucket": "assets", "S3Key": "first.zip"}}},
          "Second": {"Type": "AWS::Lambda::LayerVersion", "Properties": {
            "LayerName": "second", "Content": {"S3Bucket": "assets", "S3Key": "second"}}},
          "Probe": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "probe", "Code": {"S3Bucket": "assets", "S3Key": "probe"}, "Runtime": "python3.9",
            "Handler": "probe.handler", "Timeout": 10, "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Environment": {"Variables": {"TEAM": "etl", "AWS_CONFIG_FILE": "/etc/passwd"}}}},
          "Busy": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "busy", "Code": {"S3Bucket": "assets", "S3Key": "probe"}, "Runtime": "python3.9",
            "Handler": "probe.handler", "Timeout": 1, "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Environment": {"Variables": {"TEAM": "etl"}}}},
          "Snap": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "snap", "Code": {"S3Bucket": "assets", "S3Key": "snap"}, "Runtime": "python3.12",
            "Handler": "snap.handler", "Timeout": 10, "SnapStart": {"ApplyOn": "PublishedVersions"},
            "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
          "SnapVersion": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Snap"}}},
          "Package": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "package", "Code": {"S3Bucket": "assets", "S3Key": "packages.zip"}, "Runtime": "python3.9",
            "Handler": "team.loader.load", "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
          "Folder": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "folder", "Code": {"S3Bucket": "assets", "S3Key": "packages.zip"}, "Runtime": "python3.9",
            "Handler": "team/loader.load", "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
          "Layered": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "layered", "Runtime": "python3.9", "Handler": "index.handler",
            "Layers": [{"Ref": "First"}, {"Ref": "Second"}], "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Code": {"ZipFile": "import one, two, both\\ndef handler(event, context):\\n    return [one.NAME, two.NAME, both.NAME]"}}},
          "OwnPath": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "own-path", "Runtime": "python3.9", "Handler": "index.handler",
            "Environment": {"Variables": {"PYTHONPATH": "/opt/python"}},
            "Layers": [{"Ref": "Second"}], "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Code": {"ZipFile": "import two\\ndef handler(event, context):\\n    return two.NAME"}}},
          "NoImport": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "no-import", "Runtime": "python3.9", "Handler": "index.handler",
            "Code": {"ZipFile": "import emr_launch_nowhere"}, "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
          "NoSyntax": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "no-syntax", "Runtime": "python3.9", "Handler": "index.handler",
            "Code": {"ZipFile": "def handler(:"}, "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
          "NoHandler": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "no-handler", "Runtime": "python3.9", "Handler": "index.handle",
            "Code": {"ZipFile": "x = 1"}, "Role": {"Fn::GetAtt": ["Role", "Arn"]}}}
        }}
        """;

    private final LocalAws aws = LocalAws.start();
    private Deployment deployment = new Deployment(List.of(), Map.of());
    private Path assets = Path.of("");

    @BeforeAll
    void deploy(@TempDir Path directory) throws IOException {
        PythonForTests.assumeInstalled();
        assets = directory;
        write("probe/probe.py", PROBE);
        write("snap/snap.py", """
            import os
            from snapshot_restore_py import register_after_restore, register_before_snapshot
            seen = []
            register_before_snapshot(lambda: seen.append("before"))
            register_after_restore(lambda: seen.append("after"))

            def handler(event, context):
                return [*seen, "AWS_ACCESS_KEY_ID" in os.environ, "AWS_CONTAINER_CREDENTIALS_FULL_URI" in os.environ]
            """);
        zip("packages.zip", "team/__init__.py", "", "team/loader.py", "def load(event, context):\n    return __name__");
        zip(
                "first.zip",
                "python/lib/python3.9/site-packages/one.py",
                "NAME = 'one'",
                "python/both.py",
                "NAME = 'first'");
        write("second/python/two.py", "NAME = 'two'");
        write("second/python/both.py", "NAME = 'second'");
        deployment = aws.deploy(new Assembly(directory)
                .asset("probe", "probe")
                .asset("snap", "snap")
                .asset("packages.zip", "packages.zip")
                .asset("first.zip", "first.zip")
                .asset("second", "second")
                .stack("Functions", TEMPLATE)
                .write());
    }

    @AfterAll
    void close() {
        aws.close();
    }

    @Test
    void reusesProcessForNextInvocation() throws Exception {
        invoke("probe", "{\"action\": \"end\", \"status\": 1}");
        JsonNode first = payload("probe", "{}");
        JsonNode second = payload("probe", "{\"hello\": [1, null, \"ä\"]}");

        assertThat(first.path("invocations").asInt()).isEqualTo(1);
        assertThat(second.path("invocations").asInt()).isEqualTo(2);
        assertThat(second.at("/event/hello/2").asText()).isEqualTo("ä");
        assertThat(second.path("function").asText()).isEqualTo("probe");
        assertThat(second.path("arn").asText()).isEqualTo("arn:aws:lambda:us-east-1:123456789012:function:probe");
        assertThat(last(1).coldStart()).isTrue();
        assertThat(last(1).log()).contains("loaded etl");
        assertThat(last(0).coldStart()).isFalse();
        assertThat(last(0).log()).isEmpty();
    }

    // Defined runtime environment variables:
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    @Test
    void functionGetsLambdaEnvironmentWithoutHostVariables() throws Exception {
        JsonNode output = payload("probe", "{}");

        JsonNode environment = output.path("environment");
        assertThat(environment.path("TEAM").asText()).isEqualTo("etl");
        assertThat(environment.path("_HANDLER").asText()).isEqualTo("probe.handler");
        assertThat(environment.path("AWS_EXECUTION_ENV").asText()).isEqualTo("AWS_Lambda_python3.9");
        assertThat(environment.path("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").asText()).isEqualTo("128");
        assertThat(environment.path("AWS_ACCESS_KEY_ID").asText()).startsWith("ASIA");
        assertThat(environment.path("AWS_EC2_METADATA_DISABLED").asText()).isEqualTo("true");
        assertThat(environment.path("PYTHONPATH").asText())
                .isEqualTo(environment.path("LAMBDA_RUNTIME_DIR").asText());
        assertThat(output.path("folder").asText())
                .isEqualTo(environment.path("LAMBDA_TASK_ROOT").asText());
        assertThat(environment.path("AWS_CONFIG_FILE").asText()).isNotEqualTo("/etc/passwd");
        for (String file : List.of("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")) {
            assertThat(Path.of(environment.path(file).asText())).doesNotExist();
        }
        assertThat(output.path("home").asText()).isNotEqualTo(System.getProperty("user.home"));
        assertThat(System.getenv().keySet().stream()
                        .filter(environment::has)
                        .filter(name -> System.getenv(name)
                                .equals(environment.path(name).asText()))
                        .toList())
                .isSubsetOf("LANG", "TZ", "LD_LIBRARY_PATH", "SystemRoot", "LC_CTYPE");
        assertThat(output.path("remaining").asInt()).isBetween(1, 10_000);
    }

    /** The order in bootstrap.py of the managed runtime. */
    @Test
    void modulePathListsCodeBeforeLayersAndRuntime() throws Exception {
        JsonNode output = payload("probe", "{}");

        assertThat(output.at("/path/0").asText())
                .isEqualTo(output.at("/environment/LAMBDA_TASK_ROOT").asText());
        assertThat(output.at("/path/1").asText()).endsWith("/python/lib/python3.9/site-packages");
        assertThat(output.at("/path/2").asText()).endsWith("/python");
        assertThat(output.at("/path/3").asText())
                .isEqualTo(output.at("/environment/LAMBDA_RUNTIME_DIR").asText());
    }

    @Test
    void doesNotModifyAssets() throws Exception {
        payload("probe", "{}");

        assertThat(assets.resolve("probe")).isDirectoryContaining("glob:**probe.py");
        assertThat(assets.resolve("probe").toFile().list()).containsExactly("probe.py");
    }

    @Test
    void handlersAreFoundInPackagesAndFolders() throws Exception {
        assertThat(payload("package", "{}").asText()).isEqualTo("team.loader");
        assertThat(payload("folder", "{}").asText()).isEqualTo("team.loader");
    }

    // Layer paths: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html#packaging-layers-paths
    @Test
    void laterLayerOverridesEarlierLayer() throws Exception {
        assertThat(payload("layered", "{}").toString()).isEqualTo("[\"one\",\"two\",\"second\"]");
    }

    @Test
    void functionCanSetPythonPathToLayers() throws Exception {
        assertThat(payload("own-path", "{}").asText()).isEqualTo("two");
    }

    @Test
    void returnsExceptionAsFunctionError() throws Exception {
        LambdaInvocation response = invoke("probe", "{\"action\": \"fail\", \"text\": \"no such team\"}");

        JsonNode error = JSON.readTree(response.response());
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(error.path("errorType").asText()).isEqualTo("NoSuchTeam");
        assertThat(error.path("errorMessage").asText()).isEqualTo("no such team");
        assertThat(error.path("requestId").asText()).isEqualTo(last(0).requestId());
        assertThat(error.at("/stackTrace/0").asText()).contains("probe.py", "in handler");
        assertThat(last(0).log()).anyMatch(line -> line.contains("[ERROR] NoSuchTeam: no such team"));
        assertThat(payload("probe", "{}").path("invocations").asInt()).isGreaterThan(1);
    }

    @Test
    void outputIsLoggedLineByLine() throws Exception {
        payload("probe", "{}");
        invoke("probe", "{\"action\": \"log\", \"text\": \"1\"}");

        assertThat(last(0).log()).containsExactly("out: ä 1", "err");
    }

    // Its errors:
    // https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/lambda_runtime_exception.py
    @Test
    void reportsLoadErrorsAsLambdaDoes() throws Exception {
        assertThat(error("no-import"))
                .isEqualTo("Runtime.ImportModuleError: Unable to import module 'index': No module named"
                        + " 'emr_launch_nowhere'");
        assertThat(error("no-syntax")).startsWith("Runtime.UserCodeSyntaxError: Syntax error in module 'index': ");
        assertThat(error("no-handler"))
                .isEqualTo("Runtime.HandlerNotFound: Handler 'handle' missing on module 'index'");
        assertThat(error("no-handler")).startsWith("Runtime.HandlerNotFound");
        assertThat(last(0).coldStart()).isTrue();
    }

    @Test
    void exitOfTheProcessIsAnError() throws Exception {
        LambdaInvocation failed = invoke("probe", "{\"action\": \"end\", \"status\": 3}");
        LambdaInvocation ended = invoke("probe", "{\"action\": \"end\", \"status\": 0}");

        assertThat(failed.response()).contains("Runtime.ExitError", "Runtime exited with error: exit status 3");
        assertThat(ended.response()).contains("Runtime.ExitError", "Runtime exited without providing a reason");
    }

    // https://github.com/DataBiosphere/azul/issues/3485, https://github.com/awslabs/aws-lambda-cpp/issues/30
    @ParameterizedTest
    @CsvSource({"9, killed", "11, segmentation fault (core dumped)"})
    void reportsSignalThatEndsProcess(int signal, String name) throws Exception {
        LambdaInvocation response = invoke("probe", "{\"action\": \"kill\", \"signal\": " + signal + "}");

        assertThat(response.response())
                .contains("Runtime.ExitError", "Runtime exited with error: signal: " + name + "\"");
    }

    @Test
    void deploysCodeAndLayersFromBucket() throws Exception {
        aws.existing().bucket("code");
        for (String name : List.of("packages.zip", "first.zip")) {
            Files.copy(assets.resolve(name), aws.s3().folder("code").resolve(name));
        }
        aws.deploy(new Assembly(assets).stack("OfABucket", """
            {"Resources": {
              "Layer": {"Type": "AWS::Lambda::LayerVersion", "Properties": {
                "LayerName": "of-a-bucket", "Content": {"S3Bucket": "code", "S3Key": "first.zip"}}},
              "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                "FunctionName": "of-a-bucket", "Code": {"S3Bucket": "code", "S3Key": "packages.zip"}, "Runtime": "python3.9",
                "Handler": "team.loader.load", "Layers": [{"Ref": "Layer"}],
                "Role": "arn:aws:iam::123456789012:role/functions"}}}}\
            """).write());

        assertThat(payload("of-a-bucket", "{}").asText()).isEqualTo("team.loader");
    }

    @Test
    void sleepAdvancesVirtualTime() throws Exception {
        Instant before = aws.clock().now();

        JsonNode output = payload("probe", "{\"action\": \"rest\", \"seconds\": 8.5}");

        assertThat(Duration.between(before, aws.clock().now())).isEqualTo(Duration.ofMillis(8500));
        assertThat(output.path("remaining").asInt()).isLessThanOrEqualTo(1500);
    }

    @Test
    void sleepRejectsInvalidArguments() throws Exception {
        assertThat(payload("probe", "{\"action\": \"wrong_sleep\"}").toString())
                .isEqualTo("[\"ValueError\",\"ValueError\",\"TypeError\"]");
    }

    @Test
    void sleepBeyondTheTimeoutTimesOut() throws Exception {
        LambdaInvocation response = invoke("probe", "{\"action\": \"rest\", \"seconds\": 600}");

        assertThat(response.response()).contains("Sandbox.Timedout", "Task timed out after 10.00 seconds");
        assertThat(payload("probe", "{}").path("invocations").asInt()).isEqualTo(1);
    }

    @Test
    void functionCallsServicesWithItsRole() throws Exception {
        assertThat(payload("probe", "{\"action\": \"call\", \"name\": \"/teams/etl\"}")
                        .asText())
                .isEqualTo("7");
        JsonNode denied = payload("probe", "{\"action\": \"call\", \"name\": \"/teams/hr\"}");
        assertThat(denied.path("__type").asText()).contains("AccessDenied");
        assertThat(denied.toString()).contains("assumed-role/functions/probe", "ssm:GetParameter");
    }

    // Runtime hooks for Python: https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
    @Test
    void snapStartVersionRunsHooksAndUsesCredentialsEndpoint() throws Exception {
        assertThat(payload("snap:1", "{}").toString()).isEqualTo("[\"before\",\"after\",false,true]");
    }

    @Test
    void boto3UsesRoleOfFunction() throws Exception {
        assumeTrue(PythonFunctions.installed().python().hasBoto3(), "the Python has no boto3");

        assertThat(payload("probe", "{\"action\": \"sdk\", \"name\": \"/teams/etl\"}")
                        .asText())
                .isEqualTo("7");
        assertThat(invoke("probe", "{\"action\": \"sdk\", \"name\": \"/teams/hr\"}")
                        .response())
                .contains("AccessDeniedException", "assumed-role/functions/probe");
    }

    /** In real time, because the function does not sleep. */
    @Test
    void functionThatDoesNotReturnTimesOut() throws Exception {
        assertThat(invoke("busy", "{\"action\": \"spin\"}").response())
                .contains("Sandbox.Timedout", "Task timed out after 1.00 seconds");
    }

    @Test
    void closeEndsAllProcesses() throws Exception {
        JsonNode processes;
        try (LocalAws other = LocalAws.start()) {
            other.deploy(assets);
            Wire.rest(other, "lambda", "POST", "/2015-03-31/functions/probe/invocations", "{\"action\": \"start\"}");
            processes = JSON.readTree(other.invocations().get(0).response());
            assertThat(processes).hasSize(2);
        }
        for (JsonNode process : processes) {
            Optional<ProcessHandle> handle = ProcessHandle.of(process.asLong());
            if (handle.isPresent()) {
                handle.get().onExit().get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void deploymentNotesPythonVersionOfFunction() {
        PythonFunctions.Python python = PythonFunctions.installed().python();

        DeployedResource probe = deployment.skipped().stream()
                .filter(resource -> resource.logicalId().equals("Probe"))
                .findFirst()
                .orElseThrow();
        assertThat(probe.support()).isEqualTo(DeployedResource.Support.WORKS);
        assertThat(probe.note()).contains("It runs on Python " + python.version() + " here.");
    }

    private LambdaInvocation last(int before) {
        return aws.invocations().get(aws.invocations().size() - 1 - before);
    }

    private String error(String function) throws IOException {
        LambdaInvocation response = invoke(function, "{}");
        assertThat(response.functionError()).isEqualTo("Unhandled");
        JsonNode error = JSON.readTree(response.response());
        return error.path("errorType").asText() + ": "
                + error.path("errorMessage").asText();
    }

    private JsonNode payload(String function, String payload) throws IOException {
        LambdaInvocation response = invoke(function, payload);
        assertThat(response.functionError()).as(response::response).isNull();
        return JSON.readTree(response.response());
    }

    private LambdaInvocation invoke(String function, String payload) throws IOException {
        HttpResponse<String> answer =
                Wire.rest(aws, "lambda", "POST", "/2015-03-31/functions/" + function + "/invocations", payload);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return last(0);
    }

    private void write(String file, String text) throws IOException {
        Path path = assets.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }

    private void zip(String file, String... namesAndTexts) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(assets.resolve(file)))) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
