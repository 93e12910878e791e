package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS Query protocol</a>. The input of an operation is
 * flat, with the names of the form: {@code Names.member.1}.
 */
final class QueryProtocol implements Protocol {
    private static final String CONTENT_TYPE = "text/xml";

    private final String namespace;
    private final String body;

    QueryProtocol(String namespace, String body) {
        this.namespace = namespace;
        this.body = body;
    }

    @Override
    public Call decode(String signingName) {
        ObjectNode form = AwsJson.object();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        String action = AwsJson.text(form, "Action");
        if (action == null) {
            throw AwsException.client(
                    "MissingAction",
                    "The local emulator knows requests with an X-Amz-Target header or an Action in a form; this request of '"
                            + signingName + "' has neither");
        }
        form.remove("Action");
        form.remove("Version");
        return new Call(signingName, action, form);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AwsException.of(
                    "MalformedQueryString", 404, "The query string contains a syntax error: " + e.getMessage());
        }
    }

    @Override
    public Response answer(CallContext context, Call call, JsonNode output) {
        StringBuilder xml = new StringBuilder();
        xml.append('<')
                .append(call.operation())
                .append("Response xmlns=\"")
                .append(namespace)
                .append("\">");
        // An operation without output has no result element.
        if (!output.isEmpty()) {
            element(xml, call.operation() + "Result", output);
        }
        xml.append("<ResponseMetadata><RequestId>")
                .append(context.requestId())
                .append("</RequestId></ResponseMetadata></")
                .append(call.operation())
                .append("Response>");
        return new Response(200, CONTENT_TYPE, Map.of("x-amzn-RequestId", context.requestId()), xml.toString());
    }

    @Override
    public Response error(CallContext context, AwsException error) {
        StringBuilder xml = new StringBuilder("<ErrorResponse>");
        element(
                xml,
                "Error",
                AwsJson.object()
                        .put("Type", error.status() < 500 ? "Sender" : "Receiver")
                        .put("Code", code(error))
                        .put("Message", error.message()));
        xml.append("<RequestId>").append(context.requestId()).append("</RequestId></ErrorResponse>");
        return new Response(
                error.status(), CONTENT_TYPE, Map.of("x-amzn-RequestId", context.requestId()), xml.toString());
    }

    /**
     * Returns the code in the format of the services with this protocol, see <a
     * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">Common Errors</a>.
     */
    private static String code(AwsException error) {
        return error.code().equals("UnknownOperationException") ? "InvalidAction" : error.code();
    }

    private static void element(StringBuilder xml, String name, JsonNode value) {
        xml.append('<').append(name).append('>');
        if (value.isObject()) {
            value.properties().forEach(member -> element(xml, member.getKey(), member.getValue()));
        } else if (value.isArray()) {
            value.forEach(member -> element(xml, "member", member));
        } else {
            xml.append(escaped(value.asText()));
        }
        xml.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
