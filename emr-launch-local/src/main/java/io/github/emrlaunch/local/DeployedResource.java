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
        String stackName,
        String logicalId,
        String type,
        String physicalId,
        Support support,
        String note,
        List<String> ignored) {
    public DeployedResource {
        ignored = List.copyOf(ignored);
    }

    /** A resource whose note tells of its ignored properties too. */
    public static DeployedResource of(
            String stackName,
            String logicalId,
            String type,
            String physicalId,
            Support support,
            String reason,
            List<String> ignored) {
        String note = ignored.isEmpty() ? reason : (reason + " " + sentence(ignored)).strip();
        return new DeployedResource(stackName, logicalId, type, physicalId, support, note, ignored);
    }

    private static String sentence(List<String> properties) {
        return "These properties have no effect: " + String.join(", ", properties) + ".";
    }

    /** The note without the ignored properties. */
    String reason() {
        return ignored.isEmpty() ? note : note.replace(sentence(ignored), "").strip();
    }

    /** How much of a resource the local emulator has. */
    public enum Support {
        /** It does its work. */
        WORKS,
        /** Others can refer to it by id and ARN; it does nothing. */
        IDENTITY_ONLY,
        /** The local emulator doesn't know its type; references to it get values that are made up. */
        SKIPPED
    }
}
