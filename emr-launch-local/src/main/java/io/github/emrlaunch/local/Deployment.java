package io.github.emrlaunch.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a cloud assembly came to.
 *
 * @param resources every resource of every stack, in the order of creation
 * @param outputs the outputs of the stacks, by the stack's name and the output's logical id
 * @param missing what the stacks name and nobody has deployed or declared, each with what to do: a role by {@code
 *     existing.role("…")}, values of the CDK's context by a file. What only looks like a name may be among them, so a deployment is not
 *     refused because of it
 */
public record Deployment(
        List<DeployedResource> resources, Map<String, Map<String, String>> outputs, List<String> missing) {
    public Deployment {
        resources = List.copyOf(resources);
        outputs = Map.copyOf(outputs);
        missing = List.copyOf(missing);
    }

    /** With nothing that is missing. */
    public Deployment(List<DeployedResource> resources, Map<String, Map<String, String>> outputs) {
        this(resources, outputs, List.of());
    }

    /**
     * Everything that the templates ask for and that has no effect here, each with the reason in its note: resources that were
     * skipped, and resources of which only some properties count, with the others in {@link DeployedResource#ignored()}, too. That a
     * property changes nothing that can be seen here, such as a description, is no reason to leave it out. {@link
     * #skippedByType()} is the same for readers.
     */
    public List<DeployedResource> skipped() {
        return resources.stream().filter(resource -> !resource.note().isEmpty()).toList();
    }

    /** The resources of which there is nothing here, each with the reason in its note. */
    public List<DeployedResource> skippedResources() {
        return resources.stream()
                .filter(resource -> resource.support() == DeployedResource.Support.SKIPPED)
                .toList();
    }

    /**
     * What {@link #skipped()} lists in one line for each type and reason, in the order of the types, such as {@code
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

    /** The resources of a type such as {@code AWS::SSM::Parameter}, in the order of creation; empty when there are none. */
    public List<DeployedResource> ofType(String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals(type))
                .toList();
    }

    /**
     * The ARN of a state machine, to start it by its name.
     *
     * @throws IllegalArgumentException when there is none of that name, naming those that there are
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
     * An output of a stack.
     *
     * @throws IllegalArgumentException when there is none, naming those that there are
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
