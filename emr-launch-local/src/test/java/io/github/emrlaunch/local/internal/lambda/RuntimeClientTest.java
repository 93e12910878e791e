package io.github.emrlaunch.local.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.handlers.ProbeHandler;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Credentials;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> expired = new CopyOnWriteArrayList<>();

    private final VirtualClock clock = new VirtualClock();

    @TempDir
    Path directory;

    @Test
    void portableClientRunsInvocations() throws Exception {
        Sandbox.Started started = start(RuntimeClient.portable(directory), false, "{\"value\": \"ä\"}");

        try (Sandbox sandbox = started.sandbox()) {
            assertThat(started.invocation().response()).contains("\"value\":\"ä\"", "\"invocations\":1");
            LambdaInvocation failed = sandbox.invoke("{\"action\": \"fail\", \"message\": \"no\"}");
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(sandbox.invoke("{}").response()).contains("\"invocations\":3");
        }
    }

    @Test
    void snapStartFunctionGetsCredentialsFromEndpoint() throws Exception {
        Sandbox.Started started = start(RuntimeClient.forHost(directory), true, "{}");
        started.sandbox().close();

        assertThat(started.invocation().response())
                .contains("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN")
                .contains("\"AWS_LAMBDA_INITIALIZATION_TYPE\":\"snap-start\"")
                .doesNotContain("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
        assertThat(expired).containsExactly("ASIA1");
    }

    @Test
    void portableClientRestoresSnapshots() throws Exception {
        Sandbox.Started started = start(RuntimeClient.portable(directory), true, "{}");
        started.sandbox().close();

        assertThat(started.invocation().functionError()).isNull();
        assertThat(expired).containsExactly("ASIA1");
    }

    @Test
    void threadSleepAdvancesVirtualTime() throws Exception {
        Instant before = clock.now();
        Sandbox.Started started =
                start(RuntimeClient.forHost(directory), true, "{\"action\": \"sleep\", \"seconds\": 20}");
        started.sandbox().close();

        assertThat(started.invocation().functionError()).isNull();
        assertThat(started.invocation().duration()).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
        assertThat(Duration.between(before, clock.now())).isEqualTo(Duration.ofSeconds(20));
        assertThat(JSON.readTree(started.invocation().response())
                        .path("realMillis")
                        .asLong())
                .isLessThan(20_000);
    }

    /** The AWS SDK sleeps this way before a retry. */
    @Test
    void timeUnitSleepAdvancesVirtualTime() throws Exception {
        Instant before = clock.now();
        Sandbox.Started started = start(RuntimeClient.forHost(directory), false, "{\"action\": \"sleep by TimeUnit\"}");
        started.sandbox().close();

        assertThat(started.invocation().functionError()).isNull();
        assertThat(Duration.between(before, clock.now())).isEqualTo(Duration.ofSeconds(20));
        assertThat(JSON.readTree(started.invocation().response())
                        .path("realMillis")
                        .asLong())
                .isLessThan(20_000);
    }

    @Test
    void sleepOfBackgroundThreadDoesNotAdvanceTime() throws Exception {
        Instant before = clock.now();
        Sandbox.Started started = start(RuntimeClient.forHost(directory), false, "{\"action\": \"background\"}");
        started.sandbox().close();

        assertThat(started.invocation().functionError()).isNull();
        assertThat(clock.now()).isEqualTo(before);
    }

    @Test
    void sleepBeyondTheTimeoutTimesOut() throws Exception {
        Instant before = clock.now();
        Sandbox.Started started =
                start(RuntimeClient.forHost(directory), false, "{\"action\": \"sleep\", \"seconds\": 3600}");

        assertThat(started.sandbox().isAlive()).isFalse();
        assertThat(started.invocation().response()).contains("Sandbox.Timedout", "timed out after 30.00 seconds");
        assertThat(Duration.between(before, clock.now())).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void restoreTimeoutAffectsOnlyInvocationsThatHaveNotBegun() throws Exception {
        FunctionInvocation waiting = new FunctionInvocation(function(true), "{}");
        FunctionInvocation running = new FunctionInvocation(function(true), "{}");
        running.begin();

        waiting.timeOutRestore();
        running.timeOutRestore();
        running.succeed("1");

        assertThat(waiting.await(Duration.ofSeconds(1), new VirtualClock()).status())
                .isEqualTo(FunctionInvocation.Status.RESTORE_TIMED_OUT);
        assertThat(running.await(Duration.ofSeconds(1), new VirtualClock()).status())
                .isEqualTo(FunctionInvocation.Status.RETURNED);
    }

    private static LambdaFunction function(boolean snapStart) {
        return new LambdaFunction(
                "probe",
                "arn:aws:lambda:us-east-1:123456789012:function:probe",
                "1",
                FunctionSource.of(null),
                "java17",
                ProbeHandler.class.getName(),
                Map.of(),
                "role",
                30,
                256,
                "",
                "/aws/lambda/probe",
                snapStart);
    }

    private Sandbox.Started start(RuntimeClient client, boolean snapStart, String payload) throws Exception {
        Path classes = Path.of(ProbeHandler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Sandbox.start(
                function(snapStart),
                new JavaRuntime(client).prepare(function(snapStart), new FunctionCode(List.of(classes), directory)),
                Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", snapStart ? "snap-start" : "on-demand"),
                new Sessions(),
                new Log(Files.createFile(directory.resolve("log"))),
                clock,
                payload);
    }

    private final class Sessions implements RoleSessions {
        private int count;

        @Override
        public Credentials open() {
            count++;
            return new Credentials(
                    "ASIA" + count,
                    "secret",
                    "token",
                    Principal.root(new Account("123456789012", "us-east-1")),
                    Instant.MAX);
        }

        @Override
        public void expire(Credentials credentials) {
            expired.add(credentials.accessKeyId());
        }
    }
}
