package io.github.emrlaunch.local;

/**
 * A resource of a template.
 *
 * @param type such as {@code AWS::SSM::Parameter}
 * @param physicalId what {@code Ref} gives
 * @param support how much of it there is
 * @param note what a reader should know: why it was skipped, or which part of it has no effect; empty otherwise
 */
public record DeployedResource(
        String stackName, String logicalId, String type, String physicalId, Support support, String note) {
    /** How much of a resource the stand-in has. */
    public enum Support {
        /** It does its work. */
        WORKS,
        /** Others can refer to it by id and ARN; it does nothing. */
        IDENTITY_ONLY,
        /** The stand-in doesn't know its type; references to it get values that are made up. */
        SKIPPED
    }
}
