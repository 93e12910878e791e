package io.github.emrlaunch.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy for a local emulator that records requests and refuses the configured ones. */
public final class AwsProxy implements AutoCloseable {
    private static final List<String> PASSED_ON =
            List.of("Authorization", "X-Amz-Target", "Content-Type", "X-Amz-Date");

    /**
     * A call.
     *
     * @param operation such as {@code GetParameter}
     * @param body its JSON
     */
    public record Call(String operation, String body) {}

    private static final class Refusal {
        private final String error;
        private int passing;
        private int times;

        Refusal(String error, int passing, int times) {
            this.error = error;
            this.passing = passing;
            this.times = times;
        }

        synchronized boolean isDue() {
            if (passing > 0) {
                passing--;
                return false;
            }
            return times-- > 0;
        }
    }

    private final URI aws;
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

    private AwsProxy(URI aws, HttpServer server) {
        this.aws = aws;
        this.server = server;
    }

    public static AwsProxy before(URI aws) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            AwsProxy proxy = new AwsProxy(aws, server);
            server.createContext("/", proxy::handle);
            server.setExecutor(proxy.threads);
            server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Refuses the next calls of an operation. */
    public void refuse(String operation, String error, int times) {
        refuseAfter(0, operation, error, times);
    }

    /** Lets some calls of an operation pass, and refuses the next ones. */
    public void refuseAfter(int passed, String operation, String error, int times) {
        refusals.put(operation, new Refusal(error, passed, times));
    }

    /** The calls of an operation so far. */
    public List<Call> calls(String operation) {
        return calls.stream().filter(call -> call.operation().equals(operation)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String operation = target.substring(target.indexOf('.') + 1);
        calls.add(new Call(operation, new String(body, StandardCharsets.UTF_8)));
        Refusal refused = refusals.get(operation);
        if (refused != null && refused.isDue()) {
            String answer = "{\"__type\": \"%s\", \"message\": \"as told\"}".formatted(refused.error);
            send(exchange, 400, answer.getBytes(StandardCharsets.UTF_8));
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(aws).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        PASSED_ON.forEach(name -> {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        });
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            send(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
