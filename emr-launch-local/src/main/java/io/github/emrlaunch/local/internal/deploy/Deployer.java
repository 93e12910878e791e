package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.NetworkImports;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Deploys cloud assemblies, and stores the deployed stacks so that they can be updated. */
public final class Deployer {
    private final ServiceContext context;
    private final Map<String, ResourceType> types = new HashMap<>();
    private final DeployedStacks stacks = new DeployedStacks();
    /** The context values that the CDK has not looked up. */
    private final Set<String> lookups = Collections.synchronizedSet(new TreeSet<>());

    public Deployer(ServiceContext context) {
        this.context = context;
        types.putAll(new IdentityResources(context.account()).types());
        context.services().all().forEach(service -> types.putAll(service.resources()));
    }

    /** Returns a checkpoint of the deployed stacks. */
    public synchronized Checkpoint checkpoint() {
        return Checkpoints.all(stacks.checkpoint(), Checkpoints.of(lookups));
    }

    /** Deploys the stacks of a cloud assembly. Virtual time passes as CloudFormation waits for resources. */
    public Deployment deploy(Path cloudAssembly) {
        return deploy(cloudAssembly, CloudAssembly.stacks(cloudAssembly), List.of());
    }

    /** Deploys the stacks for this account and region. The result names the others. */
    public Deployment deployMatching(Path cloudAssembly) {
        List<Stack> matching = new ArrayList<>();
        List<DeployedResource> others = new ArrayList<>();
        for (Stack stack : CloudAssembly.stacks(cloudAssembly)) {
            if (stack.isFor(context.account())) {
                matching.add(stack);
            } else {
                others.add(DeployedResource.of(
                        stack.name(),
                        stack.name(),
                        NestedStacks.TYPE,
                        stack.name(),
                        DeployedResource.Support.SKIPPED,
                        "The stack is for " + stack.environment() + ".",
                        List.of()));
            }
        }
        if (matching.isEmpty()) {
            throw new DeploymentException("No stack is for the account "
                    + context.account().id() + " in " + context.account().region() + "; there are "
                    + others.stream()
                            .map(other -> other.stackName() + ": " + other.note())
                            .toList());
        }
        return deploy(cloudAssembly, matching, others);
    }

    private Deployment deploy(Path cloudAssembly, List<Stack> chosen, List<DeployedResource> others) {
        ImportedResources imported = new ImportedResources(context);
        List<CloudAssembly.MissingContext> missing = CloudAssembly.missing(cloudAssembly);
        imported.declareDummies(missing);
        List<StackDeployer.Result> results = new ArrayList<>();
        try {
            deployStacks(chosen, results);
        } finally {
            // The stacks before a failed one stay, as with cdk deploy.
            waitUntilReady(results);
        }
        List<DeployedResource> resources = new ArrayList<>(others);
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        results.forEach(result -> {
            resources.addAll(result.resources());
            outputs.putAll(result.outputs());
        });
        missing.forEach(each -> lookups.add("The context of the CDK has no value for " + each.key()
                + ": the app was synthesized with a dummy value. cdk synth looks it up and writes cdk.context.json, which"
                + " .contextFile(…) of the extension reads; its keys name the account and the region"));
        return new Deployment(
                resources,
                outputs,
                missing(),
                context.services().get(NetworkImports.class).assumed());
    }

    /** Returns the missing resources that stacks refer to, each with the remedy. */
    public synchronized List<String> missing() {
        return Stream.concat(lookups.stream(), MissingResources.lines(context, stacks).stream())
                .toList();
    }

    private synchronized void deployStacks(List<Stack> chosen, List<StackDeployer.Result> results) {
        for (Stack stack : chosen) {
            results.add(new StackDeployer(context, stack, types, stacks).deploy());
        }
    }

    private void waitUntilReady(List<StackDeployer.Result> results) {
        Duration wait = results.stream()
                .map(StackDeployer.Result::ready)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) < 0 ? other : one);
        if (!wait.isZero()) {
            context.clock().advance(wait);
        }
    }
}
