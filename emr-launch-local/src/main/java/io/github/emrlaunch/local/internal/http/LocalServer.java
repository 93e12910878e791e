package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server that only this machine can reach. A web page in a browser on this machine could reach it too; therefore a
 * request whose Host header names anything else is refused, which defeats DNS rebinding.
 */
public final class LocalServer implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    static {
        // Without it every small answer waits 40 ms for the client's delayed acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService executor;
    private final Set<String> hosts;

    private LocalServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
        int port = server.getAddress().getPort();
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /** Starts a server on a free port of the loopback interface. */
    public static LocalServer start(String name, HttpHandler handler) {
        try {
            HttpServer http =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            ExecutorService executor = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, name + "-" + THREADS.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
            LocalServer server = new LocalServer(http, executor);
            http.setExecutor(executor);
            http.createContext("/", exchange -> server.handle(exchange, handler));
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on the loopback interface: " + e.getMessage(), e);
        }
    }

    public URI uri() {
        return URI.create("http://" + authority());
    }

    /** Host and port, as the Lambda Runtime API wants it. */
    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (host == null || !hosts.contains(host)) {
                Response.text(403, "This server answers on " + authority() + " only.")
                        .send(exchange);
            } else {
                handler.handle(exchange);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    /** The request's body as text. */
    static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }
}
