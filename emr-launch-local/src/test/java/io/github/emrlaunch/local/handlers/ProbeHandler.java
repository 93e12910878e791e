package io.github.emrlaunch.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Performs the actions in its input. */
public final class ProbeHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private int invocations;

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        invocations++;
        String action = String.valueOf(input.getOrDefault("action", "echo"));
        long realMillis = 0;
        switch (action) {
            case "fail" -> throw new ProbeFailedException(String.valueOf(input.get("message")));
            case "exit" -> Runtime.getRuntime().halt(3);
            case "sleep" -> realMillis = sleep(((Number) input.getOrDefault("seconds", 60)).longValue());
            case "sleep by TimeUnit" -> realMillis = sleepByTimeUnit(20);
            case "background" -> sleepInTheBackground();
            case "await" -> await(Path.of(String.valueOf(input.get("file"))));
            case "post" -> {
                return post(String.valueOf(input.get("path")), String.valueOf(input.get("origin")));
            }
            case "publish" -> publish(String.valueOf(input.get("topic")));
            case "long" -> {
                return Map.of("text", "x".repeat(7_000_000));
            }
            case "log" -> {
                System.out.println("out: " + input.get("message"));
                System.err.println("err: " + input.get("message"));
            }
            default -> {
                // The following code is sufficient.
            }
        }
        Map<String, Object> output = new TreeMap<>();
        output.put("input", input);
        output.put("invocations", invocations);
        output.put("realMillis", realMillis);
        output.put("functionName", context.getFunctionName());
        output.put("remaining", context.getRemainingTimeInMillis());
        output.put("environment", new TreeMap<>(System.getenv()));
        return output;
    }

    /** Creates a file next to the awaited file to signal that it waits. */
    private static void await(Path file) {
        try {
            Files.createFile(file.resolveSibling("waiting"));
            while (!Files.exists(file)) {
                realPause(5);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a request to the Runtime API, as any process of the machine could. */
    private static Map<String, Object> post(String path, String origin) {
        URI api = URI.create("http://" + System.getenv("AWS_LAMBDA_RUNTIME_API"));
        // The HTTP client of the JDK does not send an Origin header.
        try (Socket socket = new Socket(api.getHost(), api.getPort())) {
            String request =
                    "POST /2018-06-01/runtime/%s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\nContent-Length: 8\r\n\r\n\"forged\""
                            .formatted(path, api.getAuthority(), origin.isEmpty() ? "" : "Origin: " + origin + "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return Map.of("answer", new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes with the role of the function. The local emulator does not verify signatures. */
    private static void publish(String topicArn) {
        String authorization =
                "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0"
                        .formatted(System.getenv("AWS_ACCESS_KEY_ID"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", authorization)
                .header("X-Amz-Security-Token", System.getenv("AWS_SESSION_TOKEN"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "Action=Publish&Message=done&TopicArn=" + URLEncoder.encode(topicArn, StandardCharsets.UTF_8)))
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new ProbeFailedException("SNS answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a lock, which takes real time, unlike a sleep. */
    private static void realPause(long millis) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        if (never.await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("Nobody opens it");
        }
    }

    /** Sleeps like the AWS SDK before a retry. */
    private static long sleepByTimeUnit(long seconds) {
        long start = System.nanoTime();
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static long sleep(long seconds) {
        long start = System.nanoTime();
        try {
            Thread.sleep(seconds * 1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Sleeps like the threads that maintain connection pools. */
    private static void sleepInTheBackground() {
        Thread thread = new Thread(() -> sleep(3_600));
        thread.setDaemon(true);
        thread.start();
        try {
            realPause(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
