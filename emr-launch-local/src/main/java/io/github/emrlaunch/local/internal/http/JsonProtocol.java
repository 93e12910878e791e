package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import java.util.HashMap;
import java.util.Map;

/** The <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON protocols</a>. */
final class JsonProtocol implements Protocol {
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final Gateway gateway;
    private final String target;
    private final String body;

    JsonProtocol(Gateway gateway, String target, String body) {
        this.gateway = gateway;
        this.target = target;
        this.body = body;
    }

    @Override
    public Call decode(String signingName) {
        int dot = target.lastIndexOf('.');
        AwsService service = gateway.serviceOfTarget(target.substring(0, Math.max(0, dot)))
                .orElseThrow(() -> AwsException.client(
                        "UnknownOperationException",
                        "The local emulator has no service for the target '" + target + "'"));
        return new Call(service.name(), target.substring(dot + 1), RequestBody.object(body));
    }

    @Override
    public Response answer(CallContext context, Call call, JsonNode output) {
        return new Response(200, CONTENT_TYPE, Map.of("x-amzn-RequestId", context.requestId()), output.toString());
    }

    @Override
    public Response error(CallContext context, AwsException error) {
        ObjectNode envelope = AwsJson.object().put("__type", error.code()).put("message", error.message());
        error.fields().forEach(envelope::put);
        Map<String, String> headers = new HashMap<>();
        headers.put("x-amzn-RequestId", context.requestId());
        headers.put("x-amzn-ErrorType", error.code());
        if (error.queryCode() != null) {
            headers.put("x-amzn-query-error", error.queryCode() + (error.status() < 500 ? ";Sender" : ";Receiver"));
        }
        return new Response(error.status(), CONTENT_TYPE, headers, envelope.toString());
    }
}
