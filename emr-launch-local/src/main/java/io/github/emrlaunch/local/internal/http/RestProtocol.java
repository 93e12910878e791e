package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON protocol</a>. */
final class RestProtocol implements Protocol {
    private static final String CONTENT_TYPE = "application/json";

    private final ServiceProtocol.Rest service;
    private final String method;
    private final URI uri;
    private final Headers headers;
    private final String body;

    RestProtocol(ServiceProtocol.Rest service, String method, URI uri, Headers headers, String body) {
        this.service = service;
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
    }

    @Override
    public Call decode(String signingName) {
        List<String> parts = path();
        ServiceProtocol.Route route = service.routes().stream()
                .filter(each -> leadsHere(each, parts))
                .findFirst()
                .orElseThrow(() -> AwsException.of(
                        "UnknownOperationException",
                        404,
                        "The local emulator has no operation for " + method + " " + uri.getPath() + " of "
                                + signingName));
        ObjectNode input = input(route.binding());
        List<String> names = parts(route.path());
        for (int i = 0; i < parts.size(); i++) {
            String name = names.get(i);
            if (isMember(name)) {
                input.put(name.substring(1, name.length() - 1), parts.get(i));
            }
        }
        return new Call(signingName, route.operation(), input);
    }

    private ObjectNode input(ServiceProtocol.Binding binding) {
        ObjectNode input = AwsJson.object();
        if (binding.payload() == null) {
            input = RequestBody.object(body);
        } else if (!body.isEmpty()) {
            input.set(binding.payload(), payload());
        }
        Map<String, String> query = query();
        for (Map.Entry<String, String> member : binding.query().entrySet()) {
            if (query.containsKey(member.getKey())) {
                input.put(member.getValue(), query.get(member.getKey()));
            }
        }
        for (Map.Entry<String, String> member : binding.headers().entrySet()) {
            String value = headers.getFirst(member.getKey());
            if (value != null) {
                input.put(member.getValue(), value);
            }
        }
        return input;
    }

    private JsonNode payload() {
        try {
            return AwsJson.parse(body);
        } catch (JsonProcessingException e) {
            throw AwsException.client(
                    "InvalidRequestContentException",
                    "Could not parse request body into json: Could not parse payload into json: "
                            + e.getOriginalMessage());
        }
    }

    /** Returns the segments of the path. A segment can contain an encoded separator, such as in an ARN. */
    private List<String> path() {
        return parts(uri.getRawPath()).stream()
                .map(part -> decoded(part.replace("+", "%2B")))
                .toList();
    }

    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        String text = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        Stream.of(text.split("&", -1)).map(parameter -> parameter.split("=", 2)).forEach(pair -> {
            if (pair.length == 2) {
                query.put(decoded(pair[0]), decoded(pair[1]));
            }
        });
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AwsException.client("SerializationException", "The request's address is not encoded: " + text);
        }
    }

    private static List<String> parts(String path) {
        return List.of(path.split("/", -1));
    }

    private static boolean isMember(String part) {
        return part.startsWith("{");
    }

    private boolean leadsHere(ServiceProtocol.Route route, List<String> parts) {
        List<String> template = parts(route.path());
        if (!route.method().equals(method) || template.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            boolean fits = isMember(template.get(i))
                    ? !parts.get(i).isEmpty()
                    : template.get(i).equals(parts.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Response answer(CallContext context, Call call, JsonNode output) {
        ServiceProtocol.Binding binding = service.routes().stream()
                .filter(route -> route.operation().equals(call.operation()))
                .map(ServiceProtocol.Route::binding)
                .findFirst()
                .orElseThrow();
        Map<String, String> answerHeaders = new HashMap<>(Map.of("x-amzn-RequestId", context.requestId()));
        binding.answerHeaders().forEach((header, member) -> {
            String value = AwsJson.text(output, member);
            if (value != null) {
                answerHeaders.put(header, value);
            }
        });
        String payload = binding.payload();
        return payload == null
                ? new Response(200, CONTENT_TYPE, answerHeaders, output.toString())
                : new Response(
                        output.path("StatusCode").asInt(200),
                        CONTENT_TYPE,
                        answerHeaders,
                        output.path(payload).toString());
    }

    @Override
    public Response error(CallContext context, AwsException error) {
        // Models name this member differently for different errors, and SDKs accept both names.
        ObjectNode envelope = AwsJson.object().put("message", error.message()).put("Message", error.message());
        if (service.saysWhoseFault()) {
            envelope.put("Type", error.status() < 500 ? "User" : "Service");
        }
        error.fields().forEach(envelope::put);
        return new Response(
                error.status(),
                CONTENT_TYPE,
                Map.of("x-amzn-RequestId", context.requestId(), "x-amzn-ErrorType", error.code()),
                envelope.toString());
    }
}
