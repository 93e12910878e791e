package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.ec2.Network;
import io.github.emrlaunch.local.internal.emr.SecurityConfigurations;
import io.github.emrlaunch.local.internal.events.EventBus;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.lambda.LambdaService;
import io.github.emrlaunch.local.internal.pipes.Pipes;
import io.github.emrlaunch.local.internal.sns.Topics;
import io.github.emrlaunch.local.internal.sqs.Queues;
import io.github.emrlaunch.local.internal.ssm.SsmService;
import io.github.emrlaunch.local.internal.stepfunctions.StateMachines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deploys cloud assemblies, and remembers what stacks have so that they can be deployed again. */
public final class Deployer {
    private final Account account;
    private final SsmService parameterStore;
    private final Map<String, ResourceHandler> handlers = new HashMap<>();
    private final Map<String, Map<String, CreatedResource>> stacks = new HashMap<>();
    private final Map<String, String> exports = new HashMap<>();

    public Deployer(
            Account account,
            Gateway gateway,
            SsmService parameterStore,
            Iam iam,
            Network network,
            LambdaService lambda,
            StateMachines stateMachines,
            SecurityConfigurations securityConfigurations,
            Topics topics,
            EventBus eventBus,
            ResourcePolicies resourcePolicies,
            Queues queues,
            Pipes pipes) {
        this.account = account;
        this.parameterStore = parameterStore;
        Principal deployer = Principal.root(account);
        handlers.putAll(new IdentityResources(account).handlers());
        handlers.putAll(new IamResources(account, iam).handlers());
        handlers.putAll(new NetworkResources(account, network).handlers());
        handlers.putAll(new LambdaResources(account, iam, lambda).handlers());
        handlers.putAll(new SecretResources(gateway, deployer).handlers());
        handlers.putAll(new MessageResources(account, topics, eventBus, lambda, resourcePolicies, queues).handlers());
        handlers.putAll(new QueueResources(account, queues, pipes, resourcePolicies).handlers());
        handlers.putAll(new OtherResources(gateway, deployer, stateMachines, securityConfigurations).handlers());
    }

    public synchronized Deployment deploy(Path cloudAssembly) {
        List<DeployedResource> resources = new ArrayList<>();
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        for (Stack stack : CloudAssembly.stacks(cloudAssembly)) {
            StackDeployer.Result result = new StackDeployer(
                            account,
                            stack,
                            parameterStore,
                            handlers,
                            stacks.getOrDefault(stack.name(), Map.of()),
                            exports)
                    .deploy();
            stacks.put(stack.name(), result.created());
            resources.addAll(result.resources());
            outputs.put(stack.name(), result.outputs());
        }
        return new Deployment(resources, outputs);
    }
}
