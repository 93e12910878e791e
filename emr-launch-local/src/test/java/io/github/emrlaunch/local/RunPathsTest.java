package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.internal.iam.UnknownKeys;
import io.github.emrlaunch.states.time.ClockMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run pages of {@code serve}. */
class RunPathsTest {
    private static final String FAILS =
            "{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Fail\", \"Error\": \"Broken\"}}}";

    private final LocalAwsServer server = LocalAwsServer.start(
            LocalAws.builder().clients(InstantSource.system()).unknownKeys(UnknownKeys.ADMINISTRATOR), ClockMode.JUMP);
    private Runs runs;

    @TempDir
    private Path directory;

    @BeforeEach
    void deploy() {
        runs = new Runs(server.aws(), new Assembly(directory));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws IOException {
        return Wire.send(HttpRequest.newBuilder(server.endpoint().resolve(path)).build());
    }

    @Test
    void listsLatestRunFirst() throws Exception {
        assertThat(get("/_emr-launch/runs").body()).contains("No execution has been started yet.");
        runs.run(FAILS, "{}");
        LocalExecution second = runs.run(FAILS, "{}");

        HttpResponse<String> list = get("/_emr-launch/runs");

        assertThat(list.body())
                .containsSubsequence(
                        "href=\"runs/2\"", second.arn().replaceFirst(".*:", ""), "FAILED", "href=\"runs/1\"");
        assertThat(list.headers().map())
                .containsEntry("content-type", java.util.List.of("text/html; charset=utf-8"))
                .containsEntry("cache-control", java.util.List.of("no-store"))
                .containsEntry("content-security-policy", java.util.List.of("frame-ancestors 'none'"));
    }

    @Test
    void findsRunPageByNumberAndArn() throws Exception {
        LocalExecution execution = runs.run(FAILS, "{}");

        assertThat(get("/_emr-launch/runs/1").body()).contains("<strong>Broken</strong>", execution.arn());
        assertThat(get("/_emr-launch/runs/" + execution.arn()).body())
                .isEqualTo(get("/_emr-launch/runs/1").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_emr-launch/runs/2", "/_emr-launch/runs/x", "/_emr-launch/runsx", "/_emr-launch/runs/1/"})
    void unknownRunPathsReturn404(String path) throws Exception {
        runs.run(FAILS, "{}");

        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(get(path).body()).contains("There is no such run; /_emr-launch/runs lists the existing ones");
    }

    @Test
    void hidesSecretInExecutionName() throws Exception {
        server.aws().existing().secret("token", "t0ken-value");
        server.aws().awaitExecution(server.aws().startExecution(runs.machine(FAILS), "run-t0ken-value", "{}"));

        assertThat(get("/_emr-launch/runs").body()).contains("run-(secret)").doesNotContain("t0ken-value");
        assertThat(get("/_emr-launch/runs/1").body()).contains("run-(secret)").doesNotContain("t0ken-value");
    }

    @Test
    void rootRedirectsToRunsUnlessRequestIsSigned() throws Exception {
        HttpResponse<String> people = get("/");
        HttpResponse<String> signed = Wire.rest(server.aws(), "s3", "GET", "/", "");
        HttpResponse<String> presigned = get("/?X-Amz-Algorithm=AWS4-HMAC-SHA256");

        assertThat(people.statusCode()).isEqualTo(302);
        assertThat(people.headers().firstValue("location")).contains("/_emr-launch/runs");
        assertThat(signed.statusCode()).isNotEqualTo(302);
        assertThat(presigned.statusCode()).isNotEqualTo(302);
        assertThat(get("/bucket/key").statusCode()).isNotEqualTo(302);
    }

    /** The request of {@code curl -I}. */
    @Test
    void headRequestReturnsStatusWithoutBody() throws Exception {
        assertThat(send("HEAD", "/").statusCode()).isEqualTo(302);
        assertThat(send("HEAD", "/_emr-launch/runs").statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/_emr-launch/runs").body()).isEmpty();
        assertThat(send("HEAD", "/_emr-launch/runs/1").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/_emr-launch/runs").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/_emr-launch/runs").headers().firstValue("allow"))
                .contains("GET, HEAD");
    }

    private HttpResponse<String> send(String method, String path) throws IOException {
        return Wire.send(HttpRequest.newBuilder(server.endpoint().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** The host name is that of a bucket, and requests for public objects have no signature. */
    @Test
    void hostNameOfABucketIsNotRedirected() throws Exception {
        assertThat(statusLine("bucket.localhost")).doesNotContain("302");
        assertThat(statusLine("localhost")).contains("302");
    }

    private String statusLine(String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.endpoint().getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(host)
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
