package io.github.emrlaunch.local;

import java.util.List;

/**
 * A resource of a template.
 *
 * @param type such as {@code AWS::SSM::Parameter}
 * @param physicalId the value of {@code Ref}
 * @param support how far the local emulator supports the resource
 * @param note the reason why the resource was skipped, or which part of it has no effect; empty otherwise
 * @param ignored the properties of the template that have no effect here. Nested properties have dots, such as {@code
 *     LoggingConfig.LogFormat}. Empty for a skipped resource
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

    /** Creates a resource whose note also names its ignored properties. */
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

    /** Returns the note without the ignored properties. */
    String reason() {
        return ignored.isEmpty() ? note : note.replace(sentence(ignored), "").strip();
    }

    /** The support of the local emulator for a resource. */
    public enum Support {
        /** The resource works. */
        WORKS,
        /** Other resources can refer to it by id and ARN. It has no other effect. */
        IDENTITY_ONLY,
        /** The local emulator doesn't know the resource type. References to the resource get generated values. */
        SKIPPED
    }
}
