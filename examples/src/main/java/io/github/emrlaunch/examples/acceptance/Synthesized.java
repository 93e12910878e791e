package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.RemovalPolicies;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/**
 * An example without retained resources, as the kit deploys it.
 *
 * @param folder the cloud assembly
 * @param stacks the names of its stacks
 * @param resources the number of resources of each type
 * @param stateMachines the names of its state machines
 */
record Synthesized(Path folder, List<String> stacks, Map<String, Integer> resources, List<String> stateMachines) {
    private static final String STATE_MACHINE = "AWS::StepFunctions::StateMachine";

    Synthesized {
        stacks = List.copyOf(stacks);
        resources = new TreeMap<>(resources);
        stateMachines = List.copyOf(stateMachines);
    }

    /**
     * Synthesizes an example into a folder.
     *
     * @throws IllegalArgumentException if it has several apps
     */
    static Synthesized of(Example example, Path folder) {
        if (example.apps().size() != 1) {
            throw new IllegalArgumentException(
                    "The example '%s' has several apps, and what one of them has stored decides what the next one is: it can't be said before anything is deployed. Take another example"
                            .formatted(example.name()));
        }
        App app = new App(
                AppProps.builder().outdir(folder.toAbsolutePath().toString()).build());
        example.apps().get(0).stacks().accept(app);
        RemovalPolicies.of(app).destroy();
        List<String> stacks = new ArrayList<>();
        Map<String, Integer> resources = new TreeMap<>();
        List<String> stateMachines = new ArrayList<>();
        for (CloudFormationStackArtifact stack : app.synth().getStacks()) {
            stacks.add(stack.getStackName());
            for (JsonNode resource :
                    template(Path.of(stack.getTemplateFullPath())).path("Resources")) {
                String type = resource.path("Type").asText();
                resources.merge(type, 1, Integer::sum);
                if (type.equals(STATE_MACHINE)) {
                    stateMachines.add(
                            resource.at("/Properties/StateMachineName").asText());
                }
            }
        }
        return new Synthesized(folder.toAbsolutePath(), stacks, resources, stateMachines);
    }

    private static JsonNode template(Path file) {
        try {
            return Json.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
