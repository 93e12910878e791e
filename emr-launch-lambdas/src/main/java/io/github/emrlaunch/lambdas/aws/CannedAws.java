package io.github.emrlaunch.lambdas.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server on this machine with canned responses of AWS: it allows a client to run all of its code before a snapshot of the
 * JVM is taken, without name resolution, real credentials or a dependency on the current time.
 */
public final class CannedAws implements AutoCloseable {
    private static final String CREDENTIALS_PROPERTY = "aws.containerCredentialsFullUri";
    private static final String CREDENTIALS = """
            {"AccessKeyId": "CANNED", "SecretAccessKey": "canned", "Token": "canned", "Expiration": "2100-01-01T00:00:00Z"}""";

    private final ServerSocket server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private record Answer(int status, String headers, String body) {}

    /** Creates a server that listens until it is closed. */
    public CannedAws() {
        try {
            this.server = new ServerSocket(0, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::listen);
    }

    /** Sets the response of an operation. */
    public void answer(String operation, JsonNode body) {
        answers.put(operation, new Answer(200, "", Json.write(body)));
    }

    /**
     * Sets the error of an operation.
     *
     * @param headers the additional headers, each with a trailing line break
     */
    public void fail(String operation, int status, String code, String headers) {
        ObjectNode error = Json.object().put("__type", code).put("message", "canned");
        answers.put(operation, new Answer(status, headers, Json.write(error)));
    }

    /** Returns a client of this server, with the credentials of a function with SnapStart, and without pauses. */
    public AwsClient client() {
        return new AwsClient(
                new AwsEndpoints(Map.of("AWS_REGION", "us-east-1", "AWS_ENDPOINT_URL", uri())),
                Connections.newHttpClient(),
                AwsClient::lambdaCredentials,
                Clock.systemUTC(),
                pause -> {});
    }

    /** Runs a task while the SDK reads credentials from this server, regardless of the environment. */
    public void lendCredentials(Runnable task) {
        System.setProperty(CREDENTIALS_PROPERTY, uri() + "/credentials");
        try {
            task.run();
        } finally {
            System.clearProperty(CREDENTIALS_PROPERTY);
        }
    }

    private String uri() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                // The server is closed.
            }
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "canned-aws");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream input = new BufferedInputStream(socket.getInputStream());
            while (answerNext(input, socket.getOutputStream())) {}
        } catch (IOException e) {
            // The client has disconnected.
        }
    }

    private boolean answerNext(InputStream input, OutputStream output) throws IOException {
        String operation = "";
        int length = 0;
        String line = line(input);
        if (line.isEmpty()) {
            return false;
        }
        for (; !line.isEmpty(); line = line(input)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz-target:")) {
                operation = line.substring(line.indexOf('.') + 1);
            } else if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        input.readNBytes(length);
        Answer answer = operation.isEmpty()
                ? new Answer(200, "", CREDENTIALS)
                : answers.getOrDefault(operation, new Answer(200, "", "{}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 %d Canned\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(answer.status(), answer.headers(), body.length);
        // In one write: a second one would wait for an acknowledgment of the first.
        output.write((head + answer.body()).getBytes(StandardCharsets.UTF_8));
        output.flush();
        return true;
    }

    private static String line(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = input.read(); b >= 0 && b != '\n'; b = input.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
