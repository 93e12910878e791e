package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A headless browser, the Debian package chromium, controlled with the <a
 * href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>.
 */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, Tab> tabs = new ConcurrentHashMap<>();

    private Chromium(Process process, String address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .join();
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/chromium"));
    }

    /** @param folder the folder for data of the browser */
    static Chromium start(Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/chromium",
                "--headless",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder,
                // Containers have a small /dev/shm, and root has no sandbox. The browser opens only pages of this
                // project.
                "--disable-dev-shm-usage",
                "--no-sandbox",
                "about:blank"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                return new Chromium(process, line.substring(LISTENING.length()));
            }
        }
        throw new IOException("The browser did not start");
    }

    /** Opens a page in a new tab. */
    Tab open(URI page) {
        String target = call("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        String session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        Tab tab = new Tab(session);
        tabs.put(session, tab);
        for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
            tab.call(domain + ".enable", Map.of());
        }
        tab.size(1100, 900);
        tab.go(page);
        return tab;
    }

    private JsonNode call(String session, String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
        request.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            request.put("sessionId", session);
        }
        synchronized (socket) {
            socket.sendText(request.toString(), true).join();
        }
        JsonNode message = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new IllegalStateException(method + ": " + message.get("error"));
        }
        return message.path("result");
    }

    /** Lets the browser close and stops it in any case. */
    @Override
    public void close() {
        try {
            call("", "Browser.close", Map.of());
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            socket.abort();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                read(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void read(String message) {
            try {
                JsonNode json = JSON.readTree(message);
                CompletableFuture<JsonNode> asked =
                        answers.remove(json.path("id").asInt());
                Tab tab = tabs.get(json.path("sessionId").asText());
                if (asked != null) {
                    asked.complete(json);
                } else if (tab != null) {
                    tab.event(json.path("method").asText(), json.path("params"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A tab with one page. */
    final class Tab {
        private final String session;
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private final List<String> problems = new CopyOnWriteArrayList<>();
        private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

        private Tab(String session) {
            this.session = session;
        }

        private JsonNode call(String method, Map<String, ?> parameters) {
            return Chromium.this.call(session, method, parameters);
        }

        private void event(String method, JsonNode details) {
            switch (method) {
                case "Network.requestWillBeSent" ->
                    requests.add(details.at("/request/url").asText());
                case "Log.entryAdded" -> problems.add(details.at("/entry/text").asText());
                case "Runtime.exceptionThrown" ->
                    problems.add(details.at("/exceptionDetails/exception/description")
                            .asText());
                case "Page.javascriptDialogOpening" -> problems.add("a dialog opened");
                case "Page.loadEventFired" -> loaded.complete(null);
                default -> {
                    // Other events are not needed.
                }
            }
        }

        void go(URI page) {
            loaded = new CompletableFuture<>();
            call("Page.navigate", Map.of("url", page.toString()));
            loaded.orTimeout(60, TimeUnit.SECONDS).join();
        }

        /** Returns the URLs of all loaded resources, including the page. */
        List<String> requests() {
            return List.copyOf(requests);
        }

        /** Returns script errors, and actions of the page that were blocked. */
        List<String> problems() {
            return List.copyOf(problems);
        }

        /** Returns the value of an expression, whatever the content security policy of the page allows. */
        JsonNode evaluate(String expression) {
            JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
            if (answer.has("exceptionDetails")) {
                throw new IllegalStateException(answer.get("exceptionDetails").toString());
            }
            return answer.at("/result/value");
        }

        String text(String expression) {
            return evaluate(expression).asText();
        }

        /** Presses and releases a key such as {@code Tab} or {@code Enter}. */
        void press(String key) {
            String text = key.equals("Enter") ? "\r" : "";
            int code = key.equals("Enter") ? 13 : 9;
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
        }

        /** @param scheme {@code light} or {@code dark} */
        void prefer(String scheme) {
            call(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        }

        void size(int width, int height) {
            call(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        }

        void offline() {
            call(
                    "Network.emulateNetworkConditions",
                    Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
        }

        void withoutScripts() {
            call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        }

        /** Saves a screenshot of the tab. */
        void screenshot(Path file) throws IOException {
            String png = call("Page.captureScreenshot", Map.of("format", "png"))
                    .path("data")
                    .asText();
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(png));
        }
    }
}
