package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;

/** How one request is encoded, and its answer will be. */
public interface Protocol {
    /** Which operation is called, with which input. */
    record Call(String service, String operation, ObjectNode input) {}

    /**
     * Decodes the request.
     *
     * @param signingName the service in the signature's credential scope
     */
    Call decode(String signingName);

    Response answer(CallContext context, Call call, JsonNode output);

    Response error(CallContext context, AwsException error);
}
