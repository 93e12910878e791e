package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run that is cut off, as by Ctrl-C, which means the same to the JVM as the signal that is sent here. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script of the shell")
class RunInterruptedIT {
    private final ClusterAccount work = new ClusterAccount();

    @TempDir
    private Path home;

    private Path code;

    @BeforeEach
    void writeCode() throws IOException {
        work.storeNightly();
        code = Files.writeString(home.resolve("main.py"), "");
    }

    @AfterEach
    void close() {
        work.close();
    }

    private String interrupted(String... args) throws Exception {
        Path output = home.resolve("output");
        Process run = new Launcher(home, work.account.aws().environment()).start(output, args);
        work.jobs.awaitHang();
        run.destroy();
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isGreaterThan(128);
        return Files.readString(output);
    }

    @Test
    void endsTheClusterThatItLaunched() throws Exception {
        String output = interrupted("run", code.toString(), "--launch", "analytics/nightly", "hang");

        assertThat(output)
                .contains("Terminating cluster %s\n".formatted(work.cluster().id()));
        assertThat(work.cluster().state()).startsWith("TERMINAT");
    }

    @Test
    void saysWhatGoesOn() throws Exception {
        String output = interrupted("run", code.toString(), "--launch", "analytics/nightly", "--keep", "hang");

        assertThat(output)
                .contains("No longer waiting. Step %s goes on. To see how it is doing: emr-launch steps %s\n"
                        .formatted(
                                work.cluster().steps().get(0).id(),
                                work.cluster().id()))
                .contains(
                        "Cluster %s costs money until".formatted(work.cluster().id()));
        assertThat(List.of("RUNNING", "WAITING")).contains(work.cluster().state());
    }
}
