package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Principal;
import java.time.Instant;

/**
 * Temporary credentials and their principal.
 *
 * @param expiration the time from which on they are not valid
 */
public record Credentials(
        String accessKeyId, String secretAccessKey, String sessionToken, Principal principal, Instant expiration) {
    Credentials expiringAt(Instant time) {
        return new Credentials(accessKeyId, secretAccessKey, sessionToken, principal, time);
    }
}
