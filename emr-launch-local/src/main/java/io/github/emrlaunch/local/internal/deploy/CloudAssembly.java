package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the output of {@code cdk synth}: the manifest, the templates, the assets. */
final class CloudAssembly {
    private final Path directory;
    private final JsonNode document;
    private final JsonNode artifacts;
    /**
     * A context value that the CDK did not find, so that the app was synthesized with a dummy value.
     *
     * @param provider such as {@code vpc-provider}
     */
    record MissingContext(String key, String provider) {}

    private final Set<String> visited = new LinkedHashSet<>();
    private final List<Stack> stacks = new ArrayList<>();

    private CloudAssembly(Path directory) {
        Path manifest = directory.resolve("manifest.json");
        if (!Files.isRegularFile(manifest)) {
            throw new DeploymentException("No cloud assembly in " + directory.toAbsolutePath()
                    + ": there is no manifest.json. Run cdk synth, or App.synth(), first.");
        }
        this.directory = directory;
        this.document = AwsJson.read(manifest);
        this.artifacts = document.path("artifacts");
    }

    /** Returns the missing context values of the manifest and of its stages. */
    static List<MissingContext> missing(Path directory) {
        CloudAssembly assembly = new CloudAssembly(directory);
        List<MissingContext> missing = new ArrayList<>();
        for (JsonNode each : assembly.document.path("missing")) {
            missing.add(new MissingContext(AwsJson.text(each, "key", ""), AwsJson.text(each, "provider", "")));
        }
        for (JsonNode artifact : assembly.artifacts) {
            if (artifact.path("type").asText().equals("cdk:cloud-assembly")) {
                missing.addAll(missing(directory.resolve(
                        artifact.path("properties").path("directoryName").asText())));
            }
        }
        return missing;
    }

    /** Returns the stacks, including those of stages. Each stack comes after its dependencies. */
    static List<Stack> stacks(Path directory) {
        CloudAssembly assembly = new CloudAssembly(directory);
        assembly.artifacts.properties().forEach(artifact -> assembly.visit(artifact.getKey()));
        return assembly.stacks;
    }

    private void visit(String artifactId) {
        JsonNode artifact = artifacts.path(artifactId);
        if (artifact.isMissingNode() || !visited.add(artifactId)) {
            return;
        }
        Inputs.strings(artifact, "dependencies").forEach(this::visit);
        JsonNode properties = artifact.path("properties");
        switch (artifact.path("type").asText()) {
            case "aws:cloudformation:stack" -> stacks.add(stack(artifactId, artifact, properties));
            case "cdk:cloud-assembly" ->
                stacks.addAll(stacks(
                        directory.resolve(properties.path("directoryName").asText())));
            default -> {
                // Assets are read with the stack that uses them. The tree is not needed for a deployment.
            }
        }
    }

    private Stack stack(String artifactId, JsonNode artifact, JsonNode properties) {
        Path template = directory.resolve(properties.path("templateFile").asText());
        if (!Files.isRegularFile(template)) {
            throw new DeploymentException("The stack " + artifactId + " has no template: " + template + " is missing");
        }
        Map<String, String> parameters = new HashMap<>();
        properties
                .path("parameters")
                .properties()
                .forEach(parameter ->
                        parameters.put(parameter.getKey(), parameter.getValue().asText()));
        Map<String, Path> assets = new HashMap<>();
        for (String dependency : Inputs.strings(artifact, "dependencies")) {
            JsonNode manifest = artifacts.path(dependency);
            if (manifest.path("type").asText().equals("cdk:asset-manifest")) {
                readAssets(
                        directory.resolve(
                                manifest.path("properties").path("file").asText()),
                        assets);
            }
        }
        LegacyAssets.read(metadata(artifact), directory, parameters, assets);
        return new Stack(
                AwsJson.text(properties, "stackName", artifactId),
                artifact.path("environment").asText(),
                AwsJson.read(template),
                parameters,
                assets);
    }

    /** Returns the construct metadata of an artifact, from the manifest or from a separate file. */
    private JsonNode metadata(JsonNode artifact) {
        String file = AwsJson.text(artifact, "additionalMetadataFile");
        return file == null ? artifact.path("metadata") : AwsJson.read(directory.resolve(file));
    }

    private void readAssets(Path file, Map<String, Path> assets) {
        for (JsonNode asset : AwsJson.read(file).path("files")) {
            String path = AwsJson.text(asset.path("source"), "path");
            if (path != null) {
                for (JsonNode destination : asset.path("destinations")) {
                    assets.put(destination.path("objectKey").asText(), directory.resolve(path));
                }
            }
        }
    }
}
