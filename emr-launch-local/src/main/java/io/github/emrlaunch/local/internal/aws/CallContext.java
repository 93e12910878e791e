package io.github.emrlaunch.local.internal.aws;

import java.util.UUID;

/** One call: its caller and the id that the answer and errors carry. */
public record CallContext(Principal principal, String requestId) {
    public static CallContext of(Principal principal) {
        return new CallContext(principal, UUID.randomUUID().toString());
    }
}
