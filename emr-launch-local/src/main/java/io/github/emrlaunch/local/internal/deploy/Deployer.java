package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deploys cloud assemblies, and remembers what stacks have so that they can be deployed again. */
public final class Deployer {
    private final ServiceContext context;
    private final Map<String, ResourceHandler> handlers = new HashMap<>();
    private final Map<String, Map<String, CreatedResource>> stacks = new HashMap<>();
    private final Map<String, String> exports = new HashMap<>();

    public Deployer(ServiceContext context) {
        this.context = context;
        handlers.putAll(new IdentityResources(context.account()).handlers());
        context.services().all().forEach(service -> handlers.putAll(service.resources()));
    }

    /** Deploys the stacks of a cloud assembly, and lets the time pass that CloudFormation waits for their resources. */
    public Deployment deploy(Path cloudAssembly) {
        Map<String, Map<String, CreatedResource>> created = new HashMap<>();
        Deployment deployment = deploy(cloudAssembly, created);
        Duration wait = created.values().stream()
                .flatMap(stack -> stack.values().stream())
                .map(CreatedResource::ready)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        if (!wait.isZero()) {
            context.clock().advance(wait);
        }
        return deployment;
    }

    private synchronized Deployment deploy(Path cloudAssembly, Map<String, Map<String, CreatedResource>> created) {
        List<DeployedResource> resources = new ArrayList<>();
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        for (Stack stack : CloudAssembly.stacks(cloudAssembly)) {
            StackDeployer.Result result = new StackDeployer(
                            context, stack, handlers, stacks.getOrDefault(stack.name(), Map.of()), exports)
                    .deploy();
            stacks.put(stack.name(), result.created());
            created.put(stack.name(), result.created());
            resources.addAll(result.resources());
            outputs.put(stack.name(), result.outputs());
        }
        return new Deployment(resources, outputs);
    }
}
