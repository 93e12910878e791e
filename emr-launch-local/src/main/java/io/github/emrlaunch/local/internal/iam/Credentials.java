package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Principal;
import java.time.Instant;

/**
 * Temporary credentials and whom they stand for.
 *
 * @param expiration the first moment when they are not valid any more
 */
public record Credentials(
        String accessKeyId, String secretAccessKey, String sessionToken, Principal principal, Instant expiration) {
    Credentials expiringAt(Instant time) {
        return new Credentials(accessKeyId, secretAccessKey, sessionToken, principal, time);
    }
}
