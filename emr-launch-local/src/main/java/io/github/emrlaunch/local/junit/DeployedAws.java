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
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awscdk.App;

/** A local emulator with deployed apps, and the folder of their cloud assemblies. */
final class DeployedAws implements AutoCloseable {
    private final Path folder;
    private final DefinitionFolders definitions;
    private final LocalAws aws;
    private final List<Path> assemblies;
    private final Deployment deployment;
    private final AtomicInteger synthesized = new AtomicInteger();

    private DeployedAws(
            Path folder, DefinitionFolders definitions, LocalAws aws, List<Path> assemblies, Deployment deployment) {
        this.folder = folder;
        this.definitions = definitions;
        this.aws = aws;
        this.assemblies = assemblies;
        this.deployment = deployment;
    }

    /** Starts an emulator for the account and region of the first app, and deploys all apps. */
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
        Optional<Path> first = settings.apps().stream()
                .findFirst()
                .map(app -> app.assembly(definitions.context(), folder.resolve("1")));
        AssemblyEnvironment environment = first.map(
                        assembly -> AssemblyEnvironment.of(assembly, settings.account(), settings.region()))
                .orElseGet(() -> new AssemblyEnvironment(
                        Optional.ofNullable(settings.account()), Optional.ofNullable(settings.region())));
        LocalAws.Builder builder = LocalAws.builder();
        environment.account().or(definitions::account).ifPresent(builder::accountId);
        environment.region().or(definitions::region).ifPresent(builder::region);
        settings.settings().forEach(setting -> setting.accept(builder));
        LocalAws aws = builder.start();
        try {
            NetworkContext.declare(settings.context(), aws.existing());
            settings.existing().forEach(existing -> existing.accept(aws.existing()));
            List<Path> assemblies = new ArrayList<>();
            List<Deployment> deployments = new ArrayList<>();
            for (AppSource app : settings.apps()) {
                String number = Integer.toString(assemblies.size() + 1);
                // Each but the first one finds what those before it have stored.
                Path assembly = assemblies.isEmpty()
                        ? first.orElseThrow()
                        : app.assembly(
                                definitions.contextAfter(aws, folder.resolve("stored-" + number)),
                                folder.resolve(number));
                assemblies.add(assembly);
                deployments.add(settings.selects() ? aws.deployMatching(assembly) : aws.deploy(assembly));
            }
            return new DeployedAws(folder, definitions, aws, List.copyOf(assemblies), all(deployments));
        } catch (RuntimeException | Error e) {
            aws.close();
            throw e;
        }
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
        if (deployments.isEmpty()) {
            return new Deployment(resources, outputs);
        }
        // The last deployment has the names in all apps: a later app may have deployed what an earlier one lacks.
        Deployment last = deployments.get(deployments.size() - 1);
        return new Deployment(resources, outputs, last.missing(), last.assumedNetworks());
    }

    LocalAws aws() {
        return aws;
    }

    Deployment deployment() {
        return deployment;
    }

    List<Path> assemblies() {
        return assemblies;
    }

    /** Synthesizes an app that finds what is stored now. */
    Path synthesize(Consumer<App> stacks) {
        int number = synthesized.incrementAndGet();
        Path assembly = folder.resolve("synthesized-" + number);
        CdkApps.synthesize(stacks, definitions.contextAfter(aws, folder.resolve("stored-for-" + number)), assembly);
        return assembly;
    }

    @Override
    public void close() {
        aws.close();
        FolderDeletion.delete(folder);
    }
}
