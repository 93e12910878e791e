package io.github.emrlaunch.local;

import java.util.List;

/**
 * A resource of a template.
 *
 * @param type such as {@code AWS::SSM::Parameter}
 * @param physicalId what {@code Ref} gives
 * @param support how much of it there is
 * @param note what a reader should know: why it was skipped, or which part of it has no effect; empty otherwise
 * @param ignored the properties of the template that have no effect here, those within others with dots, such as {@code
 *     LoggingConfig.LogFormat}; empty for what is skipped as a whole
 */
public record DeployedResource(
        String stackName, String logicalId, String type, String physicalId, Support support, String note, List<String> ignored) {
    public DeployedResource {
        ignored = List.copyOf(ignored);
    }

    /** Whether the template asks for something here that has no effect: the resource as a whole, or a part of it. */
    public boolean lacksSomething() {
        return support == Support.SKIPPED || !note.isEmpty() || !ignored.isEmpty();
    }

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
