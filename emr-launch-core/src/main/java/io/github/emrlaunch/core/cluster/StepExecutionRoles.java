package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** The roles that the steps of a request may run as. */
final class StepExecutionRoles {
    private static final String ID = "StepExecutionRole";

    private StepExecutionRoles() {}

    /** Those that a configuration names: its own, and the values that its overrides may choose. */
    static Stream<String> of(ClusterConfigurationDefinition configuration) {
        Map<String, Map<String, OverrideRule>> interfaces = configuration.overrideInterfaces();
        return Stream.concat(
                Stream.ofNullable(configuration.stepExecutionRole()),
                Stream.ofNullable(interfaces)
                        .flatMap(all -> all.values().stream())
                        .flatMap(overrides -> overrides.values().stream())
                        .filter(rule ->
                                rule.target().equalsIgnoreCase(ClusterConfigurationDefinition.STEP_EXECUTION_ROLE))
                        .flatMap(rule -> rule.allowedValues().stream())
                        .map(JsonNode::asText));
    }

    /** The role of an ARN as a child of the scope, made at the first call; null for none. */
    static @Nullable IRole imported(Construct scope, @Nullable String arn) {
        if (arn == null) {
            return null;
        }
        return scope.getNode().tryFindChild(ID) instanceof IRole existing ? existing : Role.fromRoleArn(scope, ID, arn);
    }
}
