package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What a template can refer to besides itself. */
interface References {
    /** The value of {@code Ref}: a resource's physical id, a parameter's value or a pseudo parameter. */
    Optional<JsonNode> ref(String logicalId);

    /** The value of {@code Fn::GetAtt}. */
    String attribute(String logicalId, String attribute, String path);

    /** The value that a stack exports under this name. */
    String imported(String exportName, String path);

    /** The value of an output of another stack. */
    String stackOutput(StackOutput output, String path);

    /**
     * The value of a dynamic reference.
     *
     * @param service such as {@code ssm}
     * @param key what follows the service
     */
    String dynamic(String service, String key, String path);

    /**
     * The arguments of {@code Fn::GetStackOutput}.
     *
     * @param region empty for the stack's own
     * @param roleArn the role that may describe the other stack, empty for none
     */
    record StackOutput(String stackName, String outputName, String region, String roleArn) {}
}
