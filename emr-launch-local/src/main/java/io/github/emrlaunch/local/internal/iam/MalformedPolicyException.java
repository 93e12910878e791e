package io.github.emrlaunch.local.internal.iam;

/** A document that is not a policy; the message says which element is wrong. */
public final class MalformedPolicyException extends Exception {
    MalformedPolicyException(String message) {
        super(message);
    }
}
