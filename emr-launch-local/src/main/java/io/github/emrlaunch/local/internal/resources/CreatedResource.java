package io.github.emrlaunch.local.internal.resources;

import io.github.emrlaunch.local.DeployedResource.Support;
import java.time.Duration;
import java.util.Map;

/**
 * The result of creating a resource.
 *
 * @param physicalId the value of {@code Ref}
 * @param attributes the values of {@code Fn::GetAtt}
 * @param note see {@link io.github.emrlaunch.local.DeployedResource#note()}
 * @param ready the duration after which the resource is complete: CloudFormation waits for it
 */
public record CreatedResource(
        String physicalId, Map<String, String> attributes, Support support, String note, Duration ready) {
    public CreatedResource {
        attributes = Map.copyOf(attributes);
    }

    public static CreatedResource working(String physicalId, Map<String, String> attributes) {
        return new CreatedResource(physicalId, attributes, Support.WORKS, "", Duration.ZERO);
    }

    public static CreatedResource identity(String physicalId, Map<String, String> attributes) {
        return new CreatedResource(physicalId, attributes, Support.IDENTITY_ONLY, "", Duration.ZERO);
    }

    public static CreatedResource skipped(String physicalId, String note) {
        return new CreatedResource(physicalId, Map.of(), Support.SKIPPED, note, Duration.ZERO);
    }

    public CreatedResource withNote(String text) {
        return new CreatedResource(physicalId, attributes, support, text, ready);
    }

    /** Returns the same resource, complete only after some time. */
    public CreatedResource readyAfter(Duration time) {
        return new CreatedResource(physicalId, attributes, support, note, time);
    }
}
