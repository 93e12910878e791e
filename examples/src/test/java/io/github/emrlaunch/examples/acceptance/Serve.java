package io.github.emrlaunch.examples.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The local emulator as a separate process, in the role of the account. */
record Serve(Process process, URI endpoint) implements AutoCloseable {
    private static final String FIRST_LINE = "Listening on ";

    static Serve start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar(),
                "serve",
                "--port",
                "0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader();
        String first = lines.readLine();
        if (first == null || !first.startsWith(FIRST_LINE)) {
            throw new IOException("The local emulator does not serve: " + first);
        }
        return new Serve(process, URI.create(first.substring(FIRST_LINE.length())));
    }

    private static String jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../emr-launch-local/target"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith("-cli.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    String control(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(endpoint.resolve("/_emr-launch/" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
