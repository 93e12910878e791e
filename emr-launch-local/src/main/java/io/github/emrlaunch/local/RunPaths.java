package io.github.emrlaunch.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.emrlaunch.local.internal.http.Response;
import java.io.IOException;
import java.util.Map;

/**
 * The HTTP paths of run pages: {@code /_emr-launch/runs} is the list, and {@code /_emr-launch/runs/} followed by the number or the ARN
 * of an execution is its page.
 */
final class RunPaths implements HttpHandler {
    static final String ROOT = ControlPaths.ROOT + "runs";
    /** Other pages cannot embed these pages in a frame. The pages are not cached, because a run continues. */
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff");

    private final RunPages pages;

    RunPaths(RunPages pages) {
        this.pages = pages;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath()).send(exchange);
    }

    private Response answer(String method, String path) {
        if (!method.matches("GET|HEAD")) {
            String body = "There is only GET of " + ROOT + "\n";
            return new Response(405, "text/plain; charset=utf-8", Map.of("Allow", "GET, HEAD"), body);
        }
        if (path.equals(ROOT) || path.equals(ROOT + "/")) {
            return html(pages.list());
        }
        return path.startsWith(ROOT + "/")
                ? pages.page(path.substring(ROOT.length() + 1))
                        .map(RunPaths::html)
                        .orElseGet(RunPaths::noRun)
                : noRun();
    }

    private static Response noRun() {
        return Response.text(404, "There is no such run; " + ROOT + " lists the existing ones\n");
    }

    private static Response html(String page) {
        return new Response(200, "text/html; charset=utf-8", HEADERS, page);
    }
}
