package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.Authorization;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authorization decision with its caller.
 *
 * @param sessionName the name of the role's session, such as the id of a step
 * @param execution the ARN of the execution for which the call was made; null for none
 * @param statement the statement that decided, as it was in its policy then; null when no statement decided
 * @param time the time in virtual time
 */
public record DecidedCall(
        Authorization authorization,
        String sessionName,
        @Nullable String execution,
        @Nullable JsonNode statement,
        Instant time) {}
