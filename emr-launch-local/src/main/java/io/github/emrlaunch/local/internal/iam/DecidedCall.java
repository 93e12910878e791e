package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.Authorization;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authorization with what it takes to tell whose it was.
 *
 * @param sessionName the name of the role's session, such as a step's id
 * @param execution the ARN of the execution for which it was made, null for none
 * @param statement the statement that decided, as its policy had it then; null when none did
 * @param time in virtual time
 */
public record DecidedCall(
        Authorization authorization,
        String sessionName,
        @Nullable String execution,
        @Nullable JsonNode statement,
        Instant time) {}
