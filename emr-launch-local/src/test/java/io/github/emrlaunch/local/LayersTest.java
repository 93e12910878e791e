package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of Java functions, and layers as resources. {@link PythonFunctionsTest} has the layers of Python functions. */
class LayersTest {
    private static final String TEMPLATE = """
        {"Resources": {
          "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]}}},
          "Layer": {"Type": "AWS::Lambda::LayerVersion", "Properties": {
            "LayerName": "handlers", "Content": {"S3Bucket": "assets", "S3Key": "%s"}}},
          "Probe": {"Type": "AWS::Lambda::Function", "Properties": {
            "FunctionName": "probe", "Code": {"S3Bucket": "assets", "S3Key": "empty"}, "Runtime": "java17",
            "Handler": "io.github.emrlaunch.local.handlers.ProbeHandler::handleRequest", "MemorySize": 256,
            "Layers": [{"Ref": "Layer"}], "Role": {"Fn::GetAtt": ["Role", "Arn"]}}}},
         "Outputs": {"Layer": {"Value": {"Ref": "Layer"}}}}
        """;

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @BeforeEach
    void writeAssets() throws IOException {
        Files.createDirectories(directory.resolve("empty"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(directory.resolve("empty.jar")))) {
            jar.putNextEntry(new ZipEntry("readme.txt"));
        }
        new Assembly(directory).handlers();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(directory.resolve("layer.zip")))) {
            zip.putNextEntry(new ZipEntry("java/lib/handlers.jar"));
            Files.copy(directory.resolve("asset.handlers.jar"), zip);
        }
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private Deployment deploy(String code, String layer) {
        return aws.deploy(new Assembly(directory)
                .asset("empty", code)
                .asset("layer.zip", "layer.zip")
                .asset("other.zip", "layer.zip")
                .asset("missing.zip", "missing.zip")
                .stack("Layers", TEMPLATE.formatted(layer))
                .write());
    }

    private void probeRuns() throws IOException {
        String answer = Wire.rest(aws, "lambda", "POST", "/2015-03-31/functions/probe/invocations", "{\"a\": 1}")
                .body();
        assertThat(answer).contains("\"input\":{\"a\":1}");
    }

    // Layer paths: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html#packaging-layers-paths
    @Test
    void functionJarLoadsHandlerFromLayerJar() throws Exception {
        deploy("empty.jar", "layer.zip");
        probeRuns();
    }

    @Test
    void functionFolderLoadsHandlerFromLayerJar() throws Exception {
        deploy("empty", "layer.zip");
        probeRuns();
    }

    @Test
    void eachChangeCreatesANewVersion() {
        String first = deploy("empty", "layer.zip").output("Layers", "Layer");
        String same = deploy("empty", "layer.zip").output("Layers", "Layer");
        String second = deploy("empty", "other.zip").output("Layers", "Layer");

        assertThat(first).isEqualTo("arn:aws:lambda:us-east-1:123456789012:layer:handlers:1");
        assertThat(same).isEqualTo(first);
        assertThat(second).isEqualTo("arn:aws:lambda:us-east-1:123456789012:layer:handlers:2");
    }

    @Test
    void layerWithoutContentIsReported() {
        DeployedResource layer = deploy("empty", "of-a-bucket.zip")
                .ofType("AWS::Lambda::LayerVersion")
                .get(0);

        assertThat(layer.support()).isEqualTo(DeployedResource.Support.IDENTITY_ONLY);
        assertThat(layer.note()).contains("Its content is no asset of the cloud assembly");
        assertThatThrownBy(() -> deploy("empty", "missing.zip"))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("the layer's content is missing: " + directory.resolve("missing.zip"));
    }
}
