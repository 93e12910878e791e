package io.github.emrlaunch.client.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A server that answers every call with the same error, as AWS or a proxy does. */
final class FakeAws implements AutoCloseable {
    private final HttpServer server;

    private FakeAws(HttpServer server) {
        this.server = server;
    }

    static FakeAws answering(int status, String body, Map<String, String> headers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            headers.forEach(exchange.getResponseHeaders()::add);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return new FakeAws(server);
    }

    /** An error of the AWS JSON protocol. */
    static FakeAws refusing(String code, String message) throws IOException {
        return answering(
                400,
                "{\"__type\": \"%s\", \"message\": \"%s\"}".formatted(code, message),
                Map.of("Content-Type", "application/x-amz-json-1.1"));
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
