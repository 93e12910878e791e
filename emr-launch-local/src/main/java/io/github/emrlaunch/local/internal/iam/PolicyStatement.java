package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A statement of a role's policy.
 *
 * @param policy the name of an inline policy or the ARN of a managed policy
 * @param id its {@code Sid}, or its index in brackets
 * @param document the statement as it is in the policy
 */
public record PolicyStatement(String roleName, String policy, String id, JsonNode document) {}
