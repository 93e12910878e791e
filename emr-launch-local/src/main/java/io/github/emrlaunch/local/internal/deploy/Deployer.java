package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deploys cloud assemblies, and remembers what stacks have so that they can be deployed again. */
public final class Deployer {
    private final ServiceContext context;
    private final Map<String, ResourceType> types = new HashMap<>();
    private final DeployedStacks stacks = new DeployedStacks();

    public Deployer(ServiceContext context) {
        this.context = context;
        types.putAll(new IdentityResources(context.account()).types());
        context.services().all().forEach(service -> types.putAll(service.resources()));
    }

    /** Deploys the stacks of a cloud assembly, and lets the time pass that CloudFormation waits for their resources. */
    public Deployment deploy(Path cloudAssembly) {
        List<StackDeployer.Result> results = deployStacks(cloudAssembly);
        Duration wait = results.stream()
                .map(StackDeployer.Result::ready)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) < 0 ? other : one);
        if (!wait.isZero()) {
            context.clock().advance(wait);
        }
        List<DeployedResource> resources = new ArrayList<>();
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        results.forEach(result -> {
            resources.addAll(result.resources());
            outputs.putAll(result.outputs());
        });
        return new Deployment(resources, outputs);
    }

    private synchronized List<StackDeployer.Result> deployStacks(Path cloudAssembly) {
        List<StackDeployer.Result> results = new ArrayList<>();
        for (Stack stack : CloudAssembly.stacks(cloudAssembly)) {
            results.add(new StackDeployer(context, stack, types, stacks).deploy());
        }
        return results;
    }
}
