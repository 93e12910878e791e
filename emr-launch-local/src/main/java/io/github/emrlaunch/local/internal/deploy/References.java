package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The values that a template can refer to outside its own text. */
interface References {
    /** Returns the value of {@code Ref}: the physical id of a resource, the value of a parameter or a pseudo parameter. */
    Optional<JsonNode> ref(String logicalId);

    /** Returns the value of {@code Fn::GetAtt}. */
    String attribute(String logicalId, String attribute, String path);

    /** Returns the value of an export. */
    String imported(String exportName, String path);

    /** Returns the value of an output of another stack. */
    String stackOutput(StackOutput output, String path);

    /**
     * Returns the value of a dynamic reference.
     *
     * @param service such as {@code ssm}
     * @param key the text after the service
     */
    String dynamic(String service, String key, String path);

    /**
     * The arguments of {@code Fn::GetStackOutput}.
     *
     * @param region the region; empty for the region of the stack
     * @param roleArn the role that may describe the other stack; empty for none
     */
    record StackOutput(String stackName, String outputName, String region, String roleArn) {}
}
