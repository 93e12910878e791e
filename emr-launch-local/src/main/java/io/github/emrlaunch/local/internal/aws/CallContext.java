package io.github.emrlaunch.local.internal.aws;

import java.util.UUID;

/** The context of a call: its caller and its request id, which the response and errors contain. */
public record CallContext(Principal principal, String requestId) {
    public static CallContext of(Principal principal) {
        return new CallContext(principal, UUID.randomUUID().toString());
    }
}
