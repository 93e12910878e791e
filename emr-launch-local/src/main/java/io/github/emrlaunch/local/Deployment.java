package io.github.emrlaunch.local;

import java.util.List;
import java.util.Map;

/**
 * What a cloud assembly came to.
 *
 * @param resources every resource of every stack, in the order of creation
 * @param outputs the outputs of the stacks, by the stack's name and the output's logical id
 */
public record Deployment(List<DeployedResource> resources, Map<String, Map<String, String>> outputs) {
    public Deployment {
        resources = List.copyOf(resources);
        outputs = Map.copyOf(outputs);
    }

    /**
     * What templates ask for and the local emulator ignores: the resources of types that it doesn't know, and those of which a part
     * has no effect, each with the reason in its note.
     */
    public List<DeployedResource> skipped() {
        return resources.stream()
                .filter(resource -> resource.support() == DeployedResource.Support.SKIPPED
                        || !resource.note().isEmpty())
                .toList();
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
