package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A statement of a policy of a role.
 *
 * @param policy of an inline policy its name, of a managed one its ARN
 * @param id its {@code Sid}, or its index in brackets
 * @param document as the policy has it
 */
public record PolicyStatement(String roleName, String policy, String id, JsonNode document) {}
