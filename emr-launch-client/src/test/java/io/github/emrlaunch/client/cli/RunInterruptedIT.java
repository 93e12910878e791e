package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.PrintingJobs;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A run that is interrupted. For the JVM, Ctrl-C is the same as the signal that is sent here. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script of the shell")
class RunInterruptedIT {
    private static final PrintingJobs JOBS = new PrintingJobs();

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp().jobs(JOBS);

    private final ClusterAccount work = new ClusterAccount(emulator.local());

    @TempDir
    private Path home;

    private Path code;

    @BeforeEach
    void writeCode() throws IOException {
        JOBS.clear();
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
        JOBS.awaitHang();
        run.destroy();
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isGreaterThan(128);
        return Files.readString(output);
    }

    @Test
    void terminatesTheLaunchedCluster() throws Exception {
        String output = interrupted("run", code.toString(), "--launch", "analytics/nightly", "hang");

        assertThat(output)
                .contains("Terminating cluster %s\n".formatted(work.cluster().id()));
        assertThat(work.cluster().state()).startsWith("TERMINAT");
    }

    @Test
    void reportsTheRunningStepAndClusterWithKeep() throws Exception {
        String output = interrupted("run", code.toString(), "--launch", "analytics/nightly", "--keep", "hang");

        assertThat(output)
                .contains("No longer waiting. Step %s continues. To show its status: emr-launch steps %s\n"
                        .formatted(
                                work.cluster().steps().get(0).id(),
                                work.cluster().id()))
                .contains(
                        "Cluster %s costs money until".formatted(work.cluster().id()));
        assertThat(List.of("RUNNING", "WAITING")).contains(work.cluster().state());
    }
}
