package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelineRunInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Checks the part of a pipeline's input that is for the launch of its cluster. If the caller may not read the launch function or its cluster
 * configuration, only the launch checks it.
 */
final class PipelineLaunchCheck {
    private final DefinitionStore store;
    private final Consumer<String> note;

    /** @param note receives a line for a check that is not made */
    PipelineLaunchCheck(DefinitionStore store, Consumer<String> note) {
        this.store = store;
        this.note = note;
    }

    void check(PipelineDefinition pipeline, PipelineRunInput input) {
        if (pipeline.cluster().kind() != PipelineCluster.Kind.TRANSIENT) {
            return;
        }
        LaunchInput launch = LaunchInput.read(input.toJson());
        if (!launch.clusterConfigurationOverrides().isEmpty()) {
            ofLaunchFunction(pipeline, true, launchFunction -> {
                new LaunchInputCheck(store).check(launchFunction, launch);
                return true;
            });
        }
    }

    Map<String, JsonNode> parse(PipelineDefinition pipeline, Map<String, String> typed) {
        if (typed.isEmpty()) {
            return Map.of();
        }
        if (pipeline.cluster().kind() != PipelineCluster.Kind.TRANSIENT) {
            throw new InvalidOverrideException(
                    "Pipeline '%s' launches no cluster, so that nothing of one can be overridden"
                            .formatted(pipeline.definitionName()));
        }
        Map<String, JsonNode> asTheyLook = new LinkedHashMap<>();
        typed.forEach((name, text) -> asTheyLook.put(name, LaunchInputCheck.jsonOrText(text)));
        return ofLaunchFunction(
                pipeline, asTheyLook, launchFunction -> new LaunchInputCheck(store).parse(launchFunction, typed));
    }

    private <R> R ofLaunchFunction(
            PipelineDefinition pipeline, R otherwise, Function<EmrLaunchFunctionDefinition, R> check) {
        DefinitionName name = pipeline.cluster().launchFunction();
        if (name == null) {
            return otherwise;
        }
        try {
            return check.apply(store.get(DefinitionType.EMR_LAUNCH_FUNCTION, name));
        } catch (AwsServiceException e) {
            if (!isDenied(e)) {
                throw e;
            }
            note.accept(
                    "Overrides of the cluster are not checked here, since launch function %s or its cluster configuration may not be read. The launch checks them"
                            .formatted(name));
        } catch (DefinitionNotFoundException e) {
            note.accept("Overrides of the cluster are not checked here: %s %s is not there. The launch checks them"
                    .formatted(e.definitionType(), e.definitionName()));
        }
        return otherwise;
    }

    private static boolean isDenied(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && "AccessDeniedException".equals(e.awsErrorDetails().errorCode());
    }
}
