package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.aws.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** An HTTP response. */
public record Response(int status, Map<String, String> headers, Payload body) {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    public Response {
        headers = Map.copyOf(headers);
    }

    public Response(int status, String contentType, Map<String, String> headers, String body) {
        this(status, with(headers, contentType), Payload.of(body));
    }

    public static Response text(int status, String body) {
        return new Response(status, "text/plain; charset=utf-8", Map.of(), body);
    }

    private static Map<String, String> with(Map<String, String> headers, String contentType) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", contentType);
        return all;
    }

    /** Sends the response, without the body for a HEAD request. */
    public void send(HttpExchange exchange) throws IOException {
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean described = exchange.getRequestMethod().equals("HEAD");
        if (described && status != NOT_MODIFIED) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(body.length()));
        }
        if (described || status == NO_CONTENT || status == NOT_MODIFIED || body.length() == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        try (InputStream in = body.source().open()) {
            exchange.sendResponseHeaders(status, body.length());
            try (OutputStream out = exchange.getResponseBody()) {
                in.transferTo(out);
            }
        }
    }
}
