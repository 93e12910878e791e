package io.github.emrlaunch.local.junit;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.internal.deploy.AssemblyEnvironment;
import io.github.emrlaunch.local.internal.files.FolderDeletion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A local emulator with deployed apps, and the folder of their cloud assemblies. */
final class DeployedAws implements AutoCloseable {
    private final Path folder;
    private final LocalAws aws;
    private final Deployment deployment;

    private DeployedAws(Path folder, LocalAws aws, Deployment deployment) {
        this.folder = folder;
        this.aws = aws;
        this.deployment = deployment;
    }

    /** Starts an emulator for the first app's account and region, and deploys all apps. */
    static DeployedAws start(ExtensionSettings settings) {
        Path folder = newFolder();
        try {
            return start(settings, folder);
        } catch (RuntimeException | Error e) {
            FolderDeletion.delete(folder);
            throw e;
        }
    }

    private static DeployedAws start(ExtensionSettings settings, Path folder) {
        DefinitionFolders definitions = DefinitionFolders.of(settings, folder.resolve("declared"));
        Path first = settings.apps().get(0).assembly(definitions.context(), folder.resolve("1"));
        AssemblyEnvironment environment = AssemblyEnvironment.of(first, settings.account(), settings.region());
        LocalAws.Builder builder = LocalAws.builder();
        environment.account().or(definitions::account).ifPresent(builder::accountId);
        environment.region().or(definitions::region).ifPresent(builder::region);
        settings.settings().forEach(setting -> setting.accept(builder));
        LocalAws aws = builder.start();
        try {
            NetworkContext.declare(settings.context(), aws.existing());
            settings.existing().forEach(existing -> existing.accept(aws.existing()));
            return new DeployedAws(folder, aws, deploy(settings, definitions, first, aws, folder));
        } catch (RuntimeException | Error e) {
            aws.close();
            throw e;
        }
    }

    /** Deploys the apps in their order. Each but the first one finds what those before it have stored. */
    private static Deployment deploy(
            ExtensionSettings settings, DefinitionFolders definitions, Path first, LocalAws aws, Path folder) {
        List<Deployment> deployments = new ArrayList<>();
        for (int i = 0; i < settings.apps().size(); i++) {
            Path assembly = i == 0
                    ? first
                    : settings.apps()
                            .get(i)
                            .assembly(
                                    definitions.contextAfter(aws, folder.resolve("stored-" + i)),
                                    folder.resolve(Integer.toString(i + 1)));
            deployments.add(settings.selects() ? aws.deployMatching(assembly) : aws.deploy(assembly));
        }
        return all(deployments);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("emr-launch-app");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary folder for the cloud assembly: " + e, e);
        }
    }

    private static Deployment all(List<Deployment> deployments) {
        List<DeployedResource> resources = new ArrayList<>();
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        deployments.forEach(deployment -> {
            resources.addAll(deployment.resources());
            outputs.putAll(deployment.outputs());
        });
        // The last one knows what all apps name: what one of them misses, a later one may have deployed.
        return new Deployment(
                resources, outputs, deployments.get(deployments.size() - 1).missing());
    }

    LocalAws aws() {
        return aws;
    }

    Deployment deployment() {
        return deployment;
    }

    @Override
    public void close() {
        aws.close();
        FolderDeletion.delete(folder);
    }
}
