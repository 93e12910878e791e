package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.StateMachineType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a state machine. An update creates a new one.
 *
 * @param definition the parsed definition
 * @param revisionId the revision of definition and role; null until the first update
 */
record StateMachine(
        String name,
        String arn,
        StateMachineType type,
        Settings settings,
        StateMachineDefinition definition,
        Role role,
        Instant created,
        Instant updated,
        @Nullable String revisionId) {

    /**
     * The settings that an update can change.
     *
     * @param definition the definition as it was set
     * @param log the logging configuration
     * @param traced whether X-Ray tracing is enabled; it has no effect
     */
    record Settings(String definition, String roleArn, ExecutionLog log, boolean traced) {
        boolean sameRevision(Settings other) {
            return definition.equals(other.definition) && roleArn.equals(other.roleArn);
        }
    }

    boolean isExpress() {
        return type == StateMachineType.EXPRESS;
    }

    /** Returns the state machine in the format of ListStateMachines. */
    ObjectNode summary() {
        return AwsJson.object()
                .put("stateMachineArn", arn)
                .put("name", name)
                .put("type", type.name())
                .put("creationDate", AwsJson.timestamp(created));
    }

    /** Returns the state machine in the format of DescribeStateMachine. */
    ObjectNode description() {
        return addSettings(summary().put("status", "ACTIVE"));
    }

    /** Returns the state machine in the format of DescribeStateMachineForExecution. */
    ObjectNode descriptionForExecution() {
        return addSettings(AwsJson.object()
                .put("stateMachineArn", arn)
                .put("name", name)
                .put("updateDate", AwsJson.timestamp(updated)));
    }

    private ObjectNode addSettings(ObjectNode description) {
        description.put("definition", settings.definition).put("roleArn", settings.roleArn);
        description.set("loggingConfiguration", settings.log.toJson());
        description.putObject("tracingConfiguration").put("enabled", settings.traced);
        description.putObject("encryptionConfiguration").put("type", "AWS_OWNED_KEY");
        if (revisionId != null) {
            description.put("revisionId", revisionId);
        }
        return description;
    }
}
