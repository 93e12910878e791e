package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What a template can refer to by a logical id. */
interface References {
    /** The value of {@code Ref}: a resource's physical id or a parameter's value. */
    Optional<JsonNode> ref(String logicalId);

    /** The value of {@code Fn::GetAtt}. */
    String attribute(String logicalId, String attribute, String path);

    /** The value that a stack exports under this name. */
    Optional<String> export(String name);
}
