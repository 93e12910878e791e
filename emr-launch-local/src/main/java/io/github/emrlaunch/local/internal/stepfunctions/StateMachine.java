package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.StateMachineType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state machine at one time; an update makes another one.
 *
 * @param definition what it runs
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
     * What an update may change.
     *
     * @param definition the definition as it was given
     * @param log what it logs of its executions
     * @param traced whether X-Ray is told; nothing else comes of it
     */
    record Settings(String definition, String roleArn, ExecutionLog log, boolean traced) {
        boolean sameRevision(Settings other) {
            return definition.equals(other.definition) && roleArn.equals(other.roleArn);
        }
    }

    boolean isExpress() {
        return type == StateMachineType.EXPRESS;
    }

    /** What ListStateMachines says about the machine. */
    ObjectNode summary() {
        return AwsJson.object()
                .put("stateMachineArn", arn)
                .put("name", name)
                .put("type", type.name())
                .put("creationDate", AwsJson.timestamp(created));
    }

    /** What DescribeStateMachine says about the machine. */
    ObjectNode description() {
        return addSettings(summary().put("status", "ACTIVE"));
    }

    /** What DescribeStateMachineForExecution says about the machine. */
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
