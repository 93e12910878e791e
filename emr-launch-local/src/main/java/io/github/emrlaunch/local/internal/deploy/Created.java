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
record Created(String physicalId, Map<String, String> attributes, Support support, String note) {
    Created {
        attributes = Map.copyOf(attributes);
    }

    static Created working(String physicalId, Map<String, String> attributes) {
        return new Created(physicalId, attributes, Support.WORKS, "");
    }

    static Created identity(String physicalId, Map<String, String> attributes) {
        return new Created(physicalId, attributes, Support.IDENTITY_ONLY, "");
    }

    static Created skipped(String physicalId, String note) {
        return new Created(physicalId, Map.of(), Support.SKIPPED, note);
    }

    Created withNote(String text) {
        return new Created(physicalId, attributes, support, text);
    }
}
