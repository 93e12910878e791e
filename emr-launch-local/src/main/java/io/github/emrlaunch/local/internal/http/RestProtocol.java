package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import java.util.List;
import java.util.Map;

/**
 * The <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON protocol</a>; what a query says
 * is not read.
 */
final class RestProtocol implements Protocol {
    private static final String CONTENT_TYPE = "application/json";

    private final List<ServiceProtocol.Route> routes;
    private final String method;
    private final String path;
    private final String body;

    RestProtocol(List<ServiceProtocol.Route> routes, String method, String path, String body) {
        this.routes = routes;
        this.method = method;
        this.path = path;
        this.body = body;
    }

    @Override
    public Call decode(String signingName) {
        List<String> parts = parts(path);
        ServiceProtocol.Route route = routes.stream()
                .filter(each -> each.method().equals(method) && matches(parts(each.path()), parts))
                .findFirst()
                .orElseThrow(() -> AwsException.of(
                        "UnknownOperationException",
                        404,
                        "The stand-in has no operation for " + method + " " + path + " of " + signingName));
        ObjectNode input = RequestBody.object(body);
        List<String> names = parts(route.path());
        for (int i = 0; i < parts.size(); i++) {
            String name = names.get(i);
            if (isMember(name)) {
                input.put(name.substring(1, name.length() - 1), parts.get(i));
            }
        }
        return new Call(signingName, route.operation(), input);
    }

    private static List<String> parts(String path) {
        return List.of(path.split("/", -1));
    }

    private static boolean isMember(String part) {
        return part.startsWith("{");
    }

    private static boolean matches(List<String> template, List<String> parts) {
        if (template.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!isMember(template.get(i)) && !template.get(i).equals(parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Response answer(CallContext context, Call call, JsonNode output) {
        return new Response(200, CONTENT_TYPE, Map.of("x-amzn-RequestId", context.requestId()), output.toString());
    }

    @Override
    public Response error(CallContext context, AwsException error) {
        return new Response(
                error.status(),
                CONTENT_TYPE,
                Map.of("x-amzn-RequestId", context.requestId(), "x-amzn-ErrorType", error.code()),
                AwsJson.object().put("message", error.message()).toString());
    }
}
