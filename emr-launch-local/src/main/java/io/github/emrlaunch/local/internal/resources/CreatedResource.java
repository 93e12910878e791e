package io.github.emrlaunch.local.internal.resources;

import io.github.emrlaunch.local.DeployedResource.Support;
import java.time.Duration;
import java.util.Map;

/**
 * What a resource came to.
 *
 * @param physicalId the value of {@code Ref}
 * @param attributes the values of {@code Fn::GetAtt}
 * @param note see {@link io.github.emrlaunch.local.DeployedResource#note()}
 * @param ready after which time the resource is there: CloudFormation waits for it
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

    /** The same resource, which is there only after some time. */
    public CreatedResource readyAfter(Duration time) {
        return new CreatedResource(physicalId, attributes, support, note, time);
    }
}
