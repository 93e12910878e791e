package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An HTTP server that only this machine can reach. A web page in a browser on this machine could reach it, too. Therefore a request
 * is rejected when its Host header is not a name of the loopback interface, which prevents DNS rebinding. A request that a browser sends
 * for a page of another site is also rejected: it has an Origin header or, for images and links, which have none, a Sec-Fetch-Site header
 * with another site.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header">Fetch metadata</a>
 */
public final class LocalServer implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();
    /** The names of <a href="https://www.rfc-editor.org/rfc/rfc6761#section-6.3">RFC 6761, section 6.3</a>, and addresses. */
    private static final Pattern LOOPBACK = Pattern.compile(
            "(([a-z0-9_-]+\\.)*localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    /** The values that browsers send for a page of this server and for an address that a person entered. */
    private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");

    static {
        // Without this, every small response waits 40 ms for the delayed acknowledgement of the client.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService executor;

    private LocalServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /** Starts a server on a free port of the loopback interface. */
    public static LocalServer start(String name, HttpHandler handler) {
        return start(name, 0, handler);
    }

    /**
     * Starts a server on a port of the loopback interface.
     *
     * @param port the port; 0 for a free one
     * @throws UncheckedIOException when the port is in use
     */
    public static LocalServer start(String name, int port, HttpHandler handler) {
        try {
            HttpServer http = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
            ExecutorService executor = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, name + "-" + THREADS.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
            LocalServer server = new LocalServer(http, executor);
            http.setExecutor(executor);
            server.add("/", handler);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    /** Adds a handler of all paths with this prefix. A longer prefix takes precedence. */
    public void add(String pathPrefix, HttpHandler handler) {
        server.createContext(pathPrefix, exchange -> handle(exchange, handler));
    }

    public URI uri() {
        return URI.create("http://" + authority());
    }

    /** Returns host and port in the format of the Lambda Runtime API. */
    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
        try (exchange) {
            Headers headers = exchange.getRequestHeaders();
            List<String> hosts = headers.getOrDefault("Host", List.of());
            if (hosts.size() != 1 || !LOOPBACK.matcher(hosts.get(0)).matches()) {
                refuse(exchange, "This server answers to names of the loopback interface only, such as " + authority());
            } else if (headers.containsKey("Origin") || !OWN_PAGES.containsAll(sites(headers))) {
                refuse(exchange, "This server answers no web page");
            } else {
                handler.handle(exchange);
            }
        }
    }

    private static List<String> sites(Headers headers) {
        return headers.getOrDefault("Sec-Fetch-Site", List.of());
    }

    private static void refuse(HttpExchange exchange, String why) throws IOException {
        body(exchange);
        Response.text(403, why + "\n").send(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    /** Returns the body of the request as text. */
    static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }
}
