package io.github.emrlaunch.core.internal;

import software.amazon.awscdk.Annotations;
import software.constructs.IConstruct;

/** Warnings of constructs. An app can acknowledge each by its id. */
public final class Warnings {
    private static final String PREFIX = "@emr-launch/core:";

    private Warnings() {}

    /**
     * Adds a warning.
     *
     * @param id the id, such as {@code vpcNotTagged}
     * @param message the message; tokens in it become paths of constructs
     */
    public static void add(IConstruct construct, String id, String message) {
        Annotations.of(construct).addWarningV2(PREFIX + id, Tokens.readable(message));
    }
}
