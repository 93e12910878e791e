package io.github.emrlaunch.local.spark.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.spark.SparkForTests;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CatalogDriverTest {
    @TempDir
    private Path folder;

    @Test
    void waitsForCatalogLockOfAnotherJobAndReportsWaiting() throws Exception {
        Path err = folder.resolve("stderr");
        Process other = job("Holder", ProcessBuilder.Redirect.INHERIT);
        assertThat(other.inputReader().readLine()).isEqualTo("locked");
        Process waiting = job("Waiter", ProcessBuilder.Redirect.to(err.toFile()));
        CompletableFuture<String> entered = CompletableFuture.supplyAsync(
                () -> waiting.inputReader().lines().findFirst().orElse(""));
        while (Files.size(err) == 0) {
            Thread.sleep(20);
        }

        assertThat(Files.readString(err)).startsWith("Waiting for the catalog of the cluster");
        assertThat(entered).isNotDone();
        other.getOutputStream().close();
        assertThat(entered.join()).isEqualTo("entered");
    }

    private Process job(String type, ProcessBuilder.Redirect err) throws IOException {
        return new ProcessBuilder(
                        SparkForTests.java().toString(),
                        "-cp",
                        SparkForTests.classes(CatalogDriverTest.class)
                                + File.pathSeparator
                                + SparkForTests.classes(CatalogDriver.class),
                        CatalogDriverTest.class.getName() + "$" + type,
                        folder.resolve("metastore").toString())
                .redirectError(err)
                .start();
    }

    /** A job that has the catalog until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(
                    Path.of(arguments[0] + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.println("locked");
                System.in.read();
            }
        }
    }

    /** A job that wants it. There is no Derby for what comes after it. */
    static final class Waiter {
        private Waiter() {}

        public static void main(String[] arguments) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            try {
                new CatalogDriver().connect(CatalogDriver.ADDRESS + arguments[0], new Properties());
            } catch (SQLException e) {
                out.println(String.valueOf(e.getMessage()).contains("needs Derby") ? "entered" : e);
            }
        }
    }
}
