package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What a launch function's state machine asks of its launcher function: a contract between the construct that writes the state
 * machine and the Lambda handler. The answer is an object with the member {@code ClusterId}.
 *
 * @param cluster the RunJobFlow request, without secrets
 * @param secrets the secrets to add to it
 * @param execution the execution's ARN, which the request has as a tag
 * @param executionStart when the execution began
 * @param retryCount how often this state was tried before: then a cluster may exist already
 */
public record LaunchClusterRequest(
        ObjectNode cluster, LaunchSecrets secrets, String execution, Instant executionStart, int retryCount) {
    /**
     * The one member of another payload: the launcher answers it with the cluster's {@code Status}, and nothing else of what EMR
     * tells, which would have the values of secrets in it.
     */
    public static final String CLUSTER_ID = "ClusterId";

    /** The member of the payload that holds the request. */
    public static final String CLUSTER = "Cluster";

    /** The member of the payload that holds {@link #secrets}. */
    public static final String SECRETS = "Secrets";

    /** The member of the payload that holds the execution's ARN. */
    public static final String EXECUTION = "Execution";

    /** The member of the payload that holds the time at which the execution began. */
    public static final String EXECUTION_START = "ExecutionStart";

    /** The member of the payload that holds the number of earlier tries. */
    public static final String RETRY_COUNT = "RetryCount";

    /**
     * Reads a payload.
     *
     * @throws InvalidDefinitionException when it is no such request
     */
    public static LaunchClusterRequest read(JsonNode payload) {
        Members members = new Members(payload, "");
        return new LaunchClusterRequest(
                members.requiredObject(CLUSTER),
                members.required(SECRETS, LaunchSecrets::read),
                members.requiredString(EXECUTION),
                instant(members.requiredString(EXECUTION_START)),
                members.required(RETRY_COUNT, members.decimal(RETRY_COUNT)).intValue());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidDefinitionException(
                    "'%s' must be a time such as 2026-11-20T08:00:00Z, got: %s".formatted(EXECUTION_START, text), e);
        }
    }

    /** The part of the payload that is known at synth; the state machine adds the rest. */
    public static ObjectNode payload(LaunchSecrets secrets) {
        return Json.object().set(SECRETS, secrets.toJson());
    }
}
