package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.Authorization;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authorization with what it takes to tell whose it was.
 *
 * @param sessionName the name of the role's session: of a function its name, of a state machine that of the execution
 * @param statement the statement that decided, as its policy had it then; null when none did
 * @param time in virtual time
 */
public record DecidedCall(
        Authorization authorization,
        String sessionName,
        @Nullable JsonNode statement,
        Instant time) {}
