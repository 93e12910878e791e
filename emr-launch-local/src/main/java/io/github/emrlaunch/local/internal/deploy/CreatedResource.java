package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeployedResource.Support;
import java.util.Map;

/**
 * What a resource came to.
 *
 * @param physicalId the value of {@code Ref}
 * @param attributes the values of {@code Fn::GetAtt}
 * @param note see {@link io.github.emrlaunch.local.DeployedResource#note()}
 */
record CreatedResource(String physicalId, Map<String, String> attributes, Support support, String note) {
    CreatedResource {
        attributes = Map.copyOf(attributes);
    }

    static CreatedResource working(String physicalId, Map<String, String> attributes) {
        return new CreatedResource(physicalId, attributes, Support.WORKS, "");
    }

    static CreatedResource identity(String physicalId, Map<String, String> attributes) {
        return new CreatedResource(physicalId, attributes, Support.IDENTITY_ONLY, "");
    }

    static CreatedResource skipped(String physicalId, String note) {
        return new CreatedResource(physicalId, Map.of(), Support.SKIPPED, note);
    }

    CreatedResource withNote(String text) {
        return new CreatedResource(physicalId, attributes, support, text);
    }
}
