package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An HTTP answer, ready to be sent. */
public record Response(int status, String contentType, Map<String, String> headers, byte[] body) {
    public Response {
        headers = Map.copyOf(headers);
    }

    public static Response text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", Map.of(), body);
    }

    public static Response of(int status, String contentType, Map<String, String> headers, String body) {
        return new Response(status, contentType, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
