package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;
import java.util.Map;

/**
 * The <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON protocol</a>, for the services
 * of its table; what a query says is not read.
 */
final class RestProtocol implements Protocol {
    private static final String CONTENT_TYPE = "application/json";

    /** An operation, and the method and path that lead to it; what is in braces goes into the input. */
    private record Route(String service, String method, List<String> path, String operation) {
        static Route of(String method, String path, String operation) {
            return new Route("emr-serverless", method, List.of(path.split("/", -1)), operation);
        }

        boolean matches(String signingName, String itsMethod, List<String> itsPath) {
            if (!service.equals(signingName) || !method.equals(itsMethod) || path.size() != itsPath.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!path.get(i).startsWith("{") && !path.get(i).equals(itsPath.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final String APPLICATION = "/applications/{applicationId}";
    private static final List<Route> ROUTES = List.of(
            Route.of("POST", "/applications", "CreateApplication"),
            Route.of("GET", "/applications", "ListApplications"),
            Route.of("GET", APPLICATION, "GetApplication"),
            Route.of("PATCH", APPLICATION, "UpdateApplication"),
            Route.of("DELETE", APPLICATION, "DeleteApplication"),
            Route.of("POST", APPLICATION + "/start", "StartApplication"),
            Route.of("POST", APPLICATION + "/stop", "StopApplication"),
            Route.of("POST", APPLICATION + "/jobruns", "StartJobRun"),
            Route.of("GET", APPLICATION + "/jobruns", "ListJobRuns"),
            Route.of("GET", APPLICATION + "/jobruns/{jobRunId}", "GetJobRun"),
            Route.of("DELETE", APPLICATION + "/jobruns/{jobRunId}", "CancelJobRun"));

    private final String method;
    private final String path;
    private final String body;

    RestProtocol(String method, String path, String body) {
        this.method = method;
        this.path = path;
        this.body = body;
    }

    /** Whether requests with this path are of this protocol. */
    static boolean speaks(String path) {
        return path.startsWith("/applications");
    }

    @Override
    public Call decode(String signingName) {
        List<String> parts = List.of(path.split("/", -1));
        Route route = ROUTES.stream()
                .filter(each -> each.matches(signingName, method, parts))
                .findFirst()
                .orElseThrow(() -> AwsException.of(
                        "UnknownOperationException",
                        404,
                        "The stand-in has no operation for " + method + " " + path + " of " + signingName));
        ObjectNode input = input();
        for (int i = 0; i < parts.size(); i++) {
            String name = route.path().get(i);
            if (name.startsWith("{")) {
                input.put(name.substring(1, name.length() - 1), parts.get(i));
            }
        }
        return new Call(route.service(), route.operation(), input);
    }

    private ObjectNode input() {
        try {
            if (body.isBlank()) {
                return AwsJson.object();
            }
            if (AwsJson.parse(body) instanceof ObjectNode object) {
                return object;
            }
            throw AwsException.client("SerializationException", "The request is not a JSON object");
        } catch (JsonProcessingException e) {
            throw AwsException.client("SerializationException", "The request is not JSON: " + e.getOriginalMessage());
        }
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
