package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Leads a browser that was given the endpoint alone to a page. Such a request means no service of AWS: those want a signature, and
 * what S3 gives to everybody has a host name of a bucket or a path. Every other request goes on.
 */
public final class UnsignedRoot implements HttpHandler {
    private final HttpHandler rest;
    private final String page;

    public UnsignedRoot(HttpHandler rest, String page) {
        this.rest = rest;
        this.page = page;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (isMeantForPeople(exchange)) {
            exchange.getRequestBody().readAllBytes();
            new Response(302, "text/plain; charset=utf-8", Map.of("Location", page), page + "\n").send(exchange);
        } else {
            rest.handle(exchange);
        }
    }

    /** A signature is in a header or in the query. */
    private static boolean isMeantForPeople(HttpExchange exchange) {
        String host =
                String.valueOf(exchange.getRequestHeaders().getFirst("Host")).toLowerCase(Locale.ROOT);
        return exchange.getRequestMethod().matches("GET|HEAD")
                && exchange.getRequestURI().toString().equals("/")
                && !exchange.getRequestHeaders().containsKey("Authorization")
                && host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    }
}
