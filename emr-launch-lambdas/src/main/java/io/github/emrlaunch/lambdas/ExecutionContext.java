package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.LoadStage;
import java.util.Arrays;

/**
 * What only the state machine can add to a {@link LoadClusterConfigurationRequest}.
 *
 * @param arn the execution's ARN
 * @param input the execution's input
 * @param stage how much is to be done
 * @param loaded the request as an earlier invocation loaded it, a missing node in other stages
 * @param overridden what the user's function made of it, a missing node in other stages
 */
record ExecutionContext(String arn, LaunchInput input, LoadStage stage, JsonNode loaded, JsonNode overridden) {

    static ExecutionContext read(JsonNode payload) {
        return new ExecutionContext(
                execution(payload.path(LoadClusterConfigurationRequest.EXECUTION)),
                LaunchInput.read(payload.path(LoadClusterConfigurationRequest.EXECUTION_INPUT)),
                stage(payload.path(LoadClusterConfigurationRequest.STAGE)),
                payload.path(LoadClusterConfigurationRequest.LOADED),
                payload.path(LoadClusterConfigurationRequest.OVERRIDDEN));
    }

    /** Without it the cluster of a failed launch would never be found. */
    private static String execution(JsonNode arn) {
        if (!arn.isTextual()) {
            throw new InvalidDefinitionException("'%s' must be the execution's ARN, got: %s"
                    .formatted(LoadClusterConfigurationRequest.EXECUTION, arn.getNodeType()));
        }
        return arn.textValue();
    }

    private static LoadStage stage(JsonNode name) {
        if (name.isMissingNode()) {
            return LoadStage.ALL;
        }
        return Arrays.stream(LoadStage.values())
                .filter(stage -> stage.name().equals(name.textValue()))
                .findFirst()
                .orElseThrow(() -> new InvalidDefinitionException("'%s' must be one of %s, got: %s"
                        .formatted(LoadClusterConfigurationRequest.STAGE, Arrays.toString(LoadStage.values()), name)));
    }
}
