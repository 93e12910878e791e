package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;

/** Decodes a request and encodes its response. */
public interface Protocol {
    /** An operation to call and its input. */
    record Call(String service, String operation, ObjectNode input) {}

    /**
     * Decodes the request.
     *
     * @param signingName the service in the credential scope of the signature
     */
    Call decode(String signingName);

    Response answer(CallContext context, Call call, JsonNode output);

    Response error(CallContext context, AwsException error);
}
