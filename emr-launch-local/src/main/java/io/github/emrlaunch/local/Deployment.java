package io.github.emrlaunch.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The result of deploying a cloud assembly.
 *
 * @param resources every resource of every stack, in the order of creation
 * @param outputs the outputs of the stacks, by the stack's name and the output's logical id
 * @param missing names in the stacks of resources that were neither deployed nor declared, each with the remedy: {@code
 *     existing.role("…")} for a role, a file for values of the CDK's context. Texts that only resemble a name may be included, so they
 *     do not fail the deployment
 * @param assumedNetworks IDs of subnets and security groups that the stacks name and that were neither deployed nor declared, sorted. The
 *     local emulator assumes that they exist, so a wrong ID fails only on AWS
 */
public record Deployment(
        List<DeployedResource> resources,
        Map<String, Map<String, String>> outputs,
        List<String> missing,
        List<String> assumedNetworks) {
    public Deployment {
        resources = List.copyOf(resources);
        outputs = Map.copyOf(outputs);
        missing = List.copyOf(missing);
        assumedNetworks = List.copyOf(assumedNetworks);
    }

    /** Creates a deployment in which nothing is missing or assumed. */
    public Deployment(List<DeployedResource> resources, Map<String, Map<String, String>> outputs) {
        this(resources, outputs, List.of(), List.of());
    }

    /**
     * Returns the resources and properties of the templates that have no effect here. The note of each has the reason. The list contains
     * skipped resources and also resources that work except for some properties, see {@link DeployedResource#ignored()}. It includes
     * properties whose effect cannot be seen here, such as a description. {@link #skippedByType()} is a shorter form for readers.
     */
    public List<DeployedResource> skipped() {
        return resources.stream().filter(resource -> !resource.note().isEmpty()).toList();
    }

    /** Returns the resources that were skipped. The note of each has the reason. */
    public List<DeployedResource> skippedResources() {
        return resources.stream()
                .filter(resource -> resource.support() == DeployedResource.Support.SKIPPED)
                .toList();
    }

    /**
     * Returns {@link #skipped()} with one line for each type and reason, ordered by type, such as {@code
     * AWS::EC2::Subnet (4): no effect of MapPublicIpOnLaunch, Tags}.
     */
    public List<String> skippedByType() {
        Map<String, Integer> numbers = new TreeMap<>();
        Map<String, Set<String>> properties = new TreeMap<>();
        for (DeployedResource resource : skipped()) {
            if (!resource.reason().isEmpty()) {
                numbers.merge(resource.type() + " (%d): " + resource.reason().replace("%", "%%"), 1, Integer::sum);
            }
            if (!resource.ignored().isEmpty()) {
                numbers.merge(resource.type() + " (%d): no effect of ", 1, Integer::sum);
                properties
                        .computeIfAbsent(resource.type() + " (%d): no effect of ", key -> new TreeSet<>())
                        .addAll(resource.ignored());
            }
        }
        List<String> lines = new ArrayList<>();
        numbers.forEach((line, number) ->
                lines.add(line.formatted(number) + String.join(", ", properties.getOrDefault(line, Set.of()))));
        return lines;
    }

    /** Returns the resources of a type such as {@code AWS::SSM::Parameter}, in the order of creation; empty when there are none. */
    public List<DeployedResource> ofType(String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals(type))
                .toList();
    }

    /**
     * Returns the ARN of the state machine with this name.
     *
     * @throws IllegalArgumentException when no such state machine was deployed. The message lists the deployed ones
     */
    public String stateMachine(String name) {
        List<String> arns = ofType("AWS::StepFunctions::StateMachine").stream()
                .map(DeployedResource::physicalId)
                .toList();
        return arns.stream()
                .filter(arn -> arn.endsWith(":stateMachine:" + name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No state machine '" + name + "' was deployed; deployed were " + arns));
    }

    /**
     * Returns an output of a stack.
     *
     * @throws IllegalArgumentException when there is no such output. The message lists the existing ones
     */
    public String output(String stackName, String outputId) {
        Map<String, String> ofStack = outputs.get(stackName);
        if (ofStack == null) {
            throw new IllegalArgumentException(
                    "No stack '" + stackName + "' was deployed; deployed were " + outputs.keySet());
        }
        String value = ofStack.get(outputId);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The stack '" + stackName + "' has no output '" + outputId + "'; it has " + ofStack.keySet());
        }
        return value;
    }
}
