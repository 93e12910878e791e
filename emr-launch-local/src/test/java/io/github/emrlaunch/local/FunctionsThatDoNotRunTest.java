package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployment and the invocation show which functions cannot run, with the reason. */
class FunctionsThatDoNotRunTest {
    private static final String ROLE = """
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [
          {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]}}}\
        """;

    @TempDir
    private Path directory;

    private LocalAws aws = LocalAws.builder()
            .pythonFunctions(PythonFunctions.of(Path.of("no", "such", "python")))
            .start();

    @BeforeEach
    void writeAssets() throws IOException {
        Files.createDirectories(directory.resolve("code"));
        Files.writeString(directory.resolve("code/index.py"), "def handler(event, context): pass");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private DeployedResource deploy(String logicalId, String properties) {
        String template = """
            {"Resources": {%s, "%s": {"Type": "AWS::Lambda::Function", "Properties": {
              "FunctionName": "it", "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Handler": "index.handler", %s}}}}\
            """.formatted(ROLE, logicalId, properties);
        return aws.deploy(new Assembly(directory)
                        .asset("code", "code")
                        .stack("Stack", template)
                        .write())
                .ofType("AWS::Lambda::Function")
                .get(0);
    }

    private String invocation() throws IOException {
        HttpResponse<String> answer = Wire.rest(aws, "lambda", "POST", "/2015-03-31/functions/it/invocations", "{}");
        assertThat(answer.statusCode()).isEqualTo(500);
        return answer.body();
    }

    private void doesNotRun(String properties, String... reason) throws IOException {
        DeployedResource function = deploy("It", properties);

        assertThat(function.support()).isEqualTo(DeployedResource.Support.IDENTITY_ONLY);
        assertThat(function.note()).startsWith("It cannot run: ").contains(reason);
        assertThat(invocation()).contains(reason);
    }

    @Test
    void functionWithUnsupportedRuntimeDoesNotRun() throws Exception {
        doesNotRun(
                "\"Runtime\": \"nodejs22.x\", \"Code\": {\"ZipFile\": \"x\"}",
                "runs functions in Java and Python; its runtime is 'nodejs22.x'");
    }

    @Test
    void containerImageDoesNotRun() throws Exception {
        doesNotRun("\"PackageType\": \"Image\", \"Code\": {\"ImageUri\": \"x\"}", "this function is a container image");
    }

    @Test
    void inlineJavaCodeDoesNotRun() throws Exception {
        doesNotRun(
                "\"Runtime\": \"java21\", \"Code\": {\"ZipFile\": \"x\"}",
                "its code must be an asset of the cloud assembly");
    }

    /** A bucket of the account that was not declared to the emulator. */
    @Test
    void codeInMissingBucketDoesNotRun() throws Exception {
        String code = "\"Code\": {\"S3Bucket\": \"artifacts\", \"S3Key\": \"etl.zip\"}";

        doesNotRun("\"Runtime\": \"python3.13\", " + code, "or an object in a bucket of the local emulator");
        doesNotRun("\"Runtime\": \"java21\", " + code, "or an object in a bucket of the local emulator");
    }

    @Test
    void pythonFunctionDoesNotRunWithoutPython() throws Exception {
        doesNotRun(
                "\"Runtime\": \"python3.13\", \"Code\": {\"S3Bucket\": \"assets\", \"S3Key\": \"code\"}",
                Path.of("no", "such", "python") + " cannot run functions",
                "-m pip install awslambdaric boto3");
    }

    /** The emulator does the work of the CDK's function itself, so it does not need a Python for it. */
    @Test
    void cdkBucketDeploymentFunctionNeedsNoPython() {
        DeployedResource function = deploy(
                "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81C01536",
                "\"Runtime\": \"python3.13\", \"Code\": {\"S3Bucket\": \"assets\", \"S3Key\": \"code\"}");

        assertThat(function.note()).isEmpty();
    }

    @Test
    void messageListsTriedPythonInterpreters() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("bin"));
        Path python = Files.writeString(folder.resolve("python3"), "#!/bin/sh\nexit 1\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> new InstalledPythons(Map.of("PATH", folder.toString())).withRuntimeClient())
                .isInstanceOf(PythonNotFoundException.class)
                .hasMessageContaining("no Python here has awslambdaric; tried: [" + python + "]")
                .hasMessageContaining("serve --python-venv");
        assertThatThrownBy(() -> new InstalledPythons(Map.of()).withRuntimeClient())
                .hasMessageContaining("no Python is on the PATH and no virtual environment is active");
    }

    @Test
    void rejectsExistingFolderAsVirtualEnvironment() throws Exception {
        Files.writeString(directory.resolve("mine.txt"), "x");
        PythonFunctions functions = PythonFunctions.virtualEnvironment(directory);

        assertThatThrownBy(functions::python)
                .isInstanceOf(PythonNotFoundException.class)
                .hasMessageContaining(directory + " already exists, and the emulator did not create it");
        assertThat(directory.resolve("mine.txt")).exists();
        assertThatThrownBy(() -> PythonFunctions.virtualEnvironment(directory, "--index-url=x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'requirements'");
    }

    @Test
    void reportsLayersThatWereNotDeployed() throws Exception {
        aws.close();
        PythonForTests.assumeInstalled();
        aws = LocalAws.start();
        DeployedResource function = deploy(
                "It",
                "\"Runtime\": \"python3.13\", \"Code\": {\"S3Bucket\": \"assets\", \"S3Key\": \"code\"},"
                        + " \"Layers\": [\"arn:aws:lambda:us-east-1:017000801446:layer:powertools:1\"]");

        assertThat(function.support()).isEqualTo(DeployedResource.Support.WORKS);
        assertThat(function.note())
                .contains("without these layers, which no template has deployed from an asset:"
                        + " arn:aws:lambda:us-east-1:017000801446:layer:powertools:1.");
    }
}
