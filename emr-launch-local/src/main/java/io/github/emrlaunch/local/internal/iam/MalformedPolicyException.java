package io.github.emrlaunch.local.internal.iam;

/** A document is not a valid policy. The message names the invalid element. */
public final class MalformedPolicyException extends Exception {
    MalformedPolicyException(String message) {
        super(message);
    }
}
