package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Redirects a browser that opens the endpoint without a path to a page. Such a request is not for an AWS service: services need a
 * signature, and public content of S3 has the host name of a bucket or a path. All other requests are passed on.
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

    /** Returns whether the request reads the root and has no signature, neither in a header nor in the query. */
    private static boolean isMeantForPeople(HttpExchange exchange) {
        String host =
                String.valueOf(exchange.getRequestHeaders().getFirst("Host")).toLowerCase(Locale.ROOT);
        return exchange.getRequestMethod().matches("GET|HEAD")
                && exchange.getRequestURI().toString().equals("/")
                && !exchange.getRequestHeaders().containsKey("Authorization")
                && host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    }
}
