package io.github.emrlaunch.local.internal.lambda;

import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.http.LocalServer;
import io.github.emrlaunch.local.internal.http.Response;
import io.github.emrlaunch.local.internal.iam.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda Runtime API</a> of one process: sends it
 * invocations and receives their responses.
 */
final class RuntimeApi implements AutoCloseable {
    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final String CREDENTIALS = "/2021-04-23/credentials";
    /** Not part of Lambda, see {@link io.github.emrlaunch.local.internal.lambda.agent.VirtualSleep}. */
    private static final String SLEEP = "/emr-launch/sleep";

    private static final Duration SESSION = Duration.ofHours(6);
    /**
     * The lifetime of credentials that are obtained before a snapshot. On Lambda, days can pass between a snapshot and its
     * restore; here no time passes. With this lifetime they expire soon, so an SDK that checks the expiration requests new ones.
     */
    private static final Duration SESSION_BEFORE_SNAPSHOT = Duration.ofMinutes(1);
    /** "Troubleshooting SnapStart errors": the timeout of hooks after a restore. */
    private static final Duration RESTORE = Duration.ofSeconds(10);

    /** As LocalStack recorded it from Lambda: slightly more than 6 MB. The error message has the same number. */
    private static final int MAX_RESPONSE = 6 * 1024 * 1024 + 100;

    private static final Pattern ANSWER = Pattern.compile("POST invocation/[^/]+/(response|error)");
    private static final String UNKNOWN_REQUEST = AwsJson.object()
            .put("errorType", "InvalidRequestID")
            .put("errorMessage", "Invalid request ID")
            .toString();

    private static final String TOO_LARGE = AwsJson.object()
            .put("errorType", "Function.ResponseSizeTooLarge")
            .put(
                    "errorMessage",
                    "Response payload size exceeded maximum allowed payload size (" + MAX_RESPONSE + " bytes).")
            .toString();

    private final LocalServer server;
    private final RoleSessions sessions;
    /** The token of the credentials endpoint. It is part of the snapshot, so it does not change at the restore. */
    private final String token = UUID.randomUUID().toString();

    private volatile Credentials credentials;
    private volatile boolean restored;
    private volatile long startTime = System.nanoTime();
    private final BlockingQueue<FunctionInvocation> queue = new LinkedBlockingQueue<>();
    private final Semaphore polls = new Semaphore(0);
    private volatile FunctionInvocation current;

    /** Starts the API. The first invocation is already known, because a process is started only for an invocation. */
    RuntimeApi(String name, FunctionInvocation first, RoleSessions sessions) {
        this.sessions = sessions;
        this.credentials = sessions.open();
        this.current = first;
        this.queue.add(first);
        this.server = LocalServer.start("lambda-" + name, this::handle);
    }

    String authority() {
        return server.authority();
    }

    /**
     * Returns the environment variables for the credentials of the function's role. For a snapshot, they are those of an endpoint,
     * because a snapshot is kept longer than credentials are valid, see <a
     * href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html">Activating SnapStart</a>.
     */
    Map<String, String> credentialVariables(boolean fromSnapshot) {
        return fromSnapshot
                ? Map.of(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        server.uri() + CREDENTIALS,
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                        token)
                : Map.of(
                        "AWS_ACCESS_KEY_ID",
                        credentials.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        credentials.secretAccessKey(),
                        "AWS_SESSION_TOKEN",
                        credentials.sessionToken());
    }

    /** Returns the start time of the first invocation: the start of the process, or the restore of its snapshot. */
    long startTime() {
        return startTime;
    }

    /** Released each time the runtime requests an invocation, which it does after it has completed the previous one. */
    Semaphore polls() {
        return polls;
    }

    void submit(FunctionInvocation invocation) {
        current = invocation;
        queue.add(invocation);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request =
                exchange.getRequestMethod() + " " + (path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (request.equals("GET invocation/next")) {
            polls.release();
            next(exchange);
        } else if (request.equals("POST " + SLEEP)) {
            sleep(Duration.ofMillis(Long.parseLong(body)));
            accept(exchange);
        } else if (request.equals("GET " + CREDENTIALS)) {
            credentials(exchange);
        } else if (request.equals("POST init/error")) {
            current.fail(body);
            accept(exchange);
        } else if (request.equals("GET restore/next")) {
            restore();
            new Response(200, "application/json", Map.of(), "").send(exchange);
        } else if (request.equals("POST restore/error")) {
            current.failRestore(body);
            accept(exchange);
        } else if (ANSWER.matcher(request).matches()) {
            answer(exchange, request, body);
        } else {
            Response.text(404, "The local emulator's Runtime API has no " + request)
                    .send(exchange);
        }
    }

    /** Only the process that received the invocation knows its id. */
    private void answer(HttpExchange exchange, String request, String body) throws IOException {
        FunctionInvocation invocation = current;
        if (!request.contains("/" + invocation.requestId() + "/")) {
            new Response(400, "application/json", Map.of(), UNKNOWN_REQUEST).send(exchange);
            return;
        }
        if (request.endsWith("/error")) {
            invocation.fail(body);
        } else if (body.getBytes(StandardCharsets.UTF_8).length > MAX_RESPONSE) {
            invocation.fail(TOO_LARGE);
        } else {
            invocation.succeed(body);
        }
        accept(exchange);
    }

    /**
     * Handles the end of the initialization, after the hooks before the snapshot. The snapshot is taken and restored immediately, in the
     * same JVM. The role session from before the snapshot ends, and a new one starts.
     */
    private void restore() {
        sessions.expire(credentials);
        credentials = sessions.open();
        restored = true;
        startTime = System.nanoTime();
        CompletableFuture.delayedExecutor(RESTORE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(current::timeOutRestore);
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            FunctionInvocation invocation = queue.take();
            Map<String, String> headers = Map.of(
                    "Lambda-Runtime-Aws-Request-Id", invocation.requestId(),
                    "Lambda-Runtime-Deadline-Ms", Long.toString(invocation.begin()),
                    "Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
            new Response(200, "application/json", headers, invocation.payload()).send(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void sleep(Duration duration) {
        try {
            current.sleep(duration).get();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end of a sleep is never exceptional", e);
        }
    }

    private void credentials(HttpExchange exchange) throws IOException {
        if (!token.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            Response.text(401, "The authorization token is missing or wrong").send(exchange);
            return;
        }
        String body = AwsJson.object()
                .put("AccessKeyId", credentials.accessKeyId())
                .put("SecretAccessKey", credentials.secretAccessKey())
                .put("Token", credentials.sessionToken())
                // In real time, because the SDK of the function uses real time.
                .put(
                        "Expiration",
                        Instant.now()
                                .plus(restored ? SESSION : SESSION_BEFORE_SNAPSHOT)
                                .toString())
                .toString();
        new Response(200, "application/json", Map.of(), body).send(exchange);
    }

    private static void accept(HttpExchange exchange) throws IOException {
        new Response(202, "application/json", Map.of(), "{\"status\":\"OK\"}").send(exchange);
    }

    @Override
    public void close() {
        server.close();
    }
}
